"""How many statements a request is, as the embedded server itself logs them.

BEGIN, COMMIT and ROLLBACK are logged like any other statement, so that nothing is left out.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

PREFIX = "%a|"  # the application's name, which is the stack's
MARKS = ("LOG:  statement: ", "LOG:  execute ")  # simple and extended protocol


@contextmanager
def logging_statements(url: str) -> Iterator[None]:
    """Let the server write every statement to its log meanwhile."""
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in (f"log_line_prefix = '{PREFIX}'", "log_statement = 'all'"):
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("ALTER SYSTEM RESET ALL")
            connection.execute("SELECT pg_reload_conf()")


class StatementCounter:
    """Counts what `application` sends from now on, by the log at `log`."""

    def __init__(self, log: Path, application: str) -> None:
        self._log = log
        self._starts = tuple(f"{application}|{mark}" for mark in MARKS)
        self._from = log.stat().st_size

    def statements(self) -> int:
        """Return how many statements were logged since this was made."""
        with self._log.open("rb") as log:
            log.seek(self._from)
            lines = log.read().decode(errors="replace").splitlines()
        return sum(line.startswith(self._starts) for line in lines)
