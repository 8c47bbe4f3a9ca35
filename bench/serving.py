"""`bench serve` and `bench verify`: a stack by itself, with a database that is ready for it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from rich.console import Console

from bench.contract import CheckResult, run_checks
from bench.database import Database, database
from bench.dataset import Dataset, load
from bench.errors import Interrupted, UserError
from bench.ports import require_free
from bench.schema import migrate, url_for_apps
from bench.servers import Server
from bench.stacks import Capacity, Stack, get_stack

console = Console()


@contextmanager
def ready_database(url: str | None) -> Iterator[Database]:
    """Yield a migrated database; an embedded one holds the dataset too."""
    with database(url) as place:
        migrate(place.url)
        if place.embedded:
            load(place.url, Dataset())
        yield place


def serve_stack(stack: Stack, port: int, capacity: Capacity, url: str | None) -> None:
    """Serve until SIGINT or SIGTERM, then leave nothing behind.

    Raises `UserError` when the port is taken or the server ends by itself.
    """
    require_free(port)
    with ready_database(url) as place:
        server = Server(
            stack,
            database_url=url_for_apps(place),
            port=port,
            workers=capacity.workers,
            threads=capacity.threads,
            pool_size=capacity.pool_size,
        )
        with server, suppress(Interrupted):
            console.print(f"Serving {stack.name} at {server.url} until Ctrl-C.")
            while (code := server.exit_code()) is None:
                time.sleep(0.2)
            raise UserError(f"{stack.name} ended by itself with exit code {code}.")


def verify_target(target: str, url: str | None) -> list[CheckResult]:
    """Check the service at a URL, or a stack that is served for it."""
    if target.startswith(("http://", "https://")):
        return run_checks(target)
    stack = get_stack(target)
    with (
        ready_database(url) as place,
        Server(stack, database_url=url_for_apps(place)) as server,
    ):
        return run_checks(server.url)
