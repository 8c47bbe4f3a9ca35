"""The database a run works on: an embedded server, or one that the user names."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict

from bench.errors import UserError
from bench.postgres import EmbeddedPostgres
from bench.processes import process_tree_cpu_seconds

SCHEME = "postgresql://"
CLOCK_TOLERANCE_S = 5.0


@dataclass(frozen=True)
class Database:
    """A server that answers: its URL, and what of it is within reach.

    `pid` is that of its first process if it runs on this machine; `log` is an embedded server's.
    """

    url: str
    embedded: bool
    pid: int | None
    log: Path | None = None

    def cpu_seconds(self) -> float | None:
        """Return the user and system seconds of the whole server; None if it is elsewhere."""
        return None if self.pid is None else process_tree_cpu_seconds(self.pid)


@contextmanager
def database(url: str | None, cpus: Collection[int] | None = None) -> Iterator[Database]:
    """Yield the server at `url` once it has answered; without one, an embedded server on `cpus`.

    Raises `UserError` for a URL that is not PostgreSQL's, and for a server that does not answer.
    """
    if url is None:
        with EmbeddedPostgres(cpus=cpus) as server:
            yield Database(server.url, embedded=True, pid=server.pid, log=server.log)
    else:
        yield Database(url, embedded=False, pid=local_server_pid(url))


def local_server_pid(url: str) -> int | None:
    """Connect to the server at `url`; return the pid of its first process if it runs here.

    A backend says its pid and when it started. If a process of this machine has that pid, began
    at that time and calls itself postgres, it is that backend, and its parent is the server.
    """
    place = _place(url)
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            row = connection.execute(
                "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
            ).fetchone()
            return _parent_of(*row) if row else None
    except psycopg.Error as error:
        raise UserError(
            f"The database at {place} cannot be used ({_first_line(error)}): "
            "start it or correct the URL, or leave --database-url out for an embedded one."
        ) from None


def _parent_of(backend: int, started: datetime) -> int | None:
    with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
        process = psutil.Process(backend)
        same_start = abs(process.create_time() - started.timestamp()) < CLOCK_TOLERANCE_S
        if same_start and process.name().startswith("postgres"):
            return process.ppid()
    return None


def _place(url: str) -> str:
    """Return host and port, and never the password; raise `UserError` if `url` is none of ours."""
    try:
        if url.startswith(SCHEME):
            parts = conninfo_to_dict(url)
            return f"{parts.get('host', 'localhost')}:{parts.get('port', 5432)}"
    except psycopg.Error:
        pass  # its message may quote the password
    raise UserError(f"The database's URL must look like {SCHEME}user:password@host:port/database.")


def _first_line(error: psycopg.Error) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
