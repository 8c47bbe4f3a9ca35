"""A stack served for fuzzing: on a database of its own, with little patience for statements."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx2

from bench.contract import connect
from bench.servers import Servable, Server

ENVIRONMENT = {"STATEMENT_TIMEOUT_MS": "2000"}
"""So that `GET /slow` meets its 504, and does not sleep the time away."""
CONNECTIONS = 4


@dataclass(frozen=True)
class Served:
    """A server, and a client that follows no redirects."""

    server: Server
    client: httpx2.Client

    @property
    def url(self) -> str:
        return self.server.url

    def troubles(self) -> list[str]:
        """Return what is wrong with it now: it ended, logged an exception, lost connections."""
        found = []
        if (code := self.server.exit_code()) is not None:
            return [f"the server ended with {code}"]
        if "Traceback" in (log := self.server.log.read_text(errors="replace")):
            found.append(f"its log has an exception: {log[-3000:]}")
        for number in range(2 * CONNECTIONS):
            if (status := self.client.get(f"{self.url}/ready").status_code) != 200:
                found.append(f"GET /ready answers {status} the {number + 1}. time")
                break
        return found


@contextmanager
def serve(
    stack: Servable, database_url: str, env: dict[str, str] | None = None
) -> Iterator[Served]:
    """Serve a stack for as long as the block lasts."""
    server = Server(
        stack,
        database_url=database_url,
        pool_size=CONNECTIONS,
        threads=CONNECTIONS,
        env={**ENVIRONMENT, **(env or {})},
    )
    with server, connect(server.url) as client:
        yield Served(server, client)
