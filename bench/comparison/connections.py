"""How many connections to the database a stack holds while it is under load."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

HELD: Final = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"


class ConnectionMeter:
    """Counts the connections that have a stack's name; the most of all counts is what it held."""

    def __init__(self, connection: psycopg.Connection, stack: str) -> None:
        self._connection = connection
        self._stack = stack
        self._most = 0

    def count(self) -> None:
        """Count once; it takes less than a millisecond, for the connection is there already."""
        (held,) = self._connection.execute(HELD, [self._stack]).fetchall()[0]
        self._most = max(self._most, held)

    @property
    def held(self) -> int | None:
        """The most of all counts; None if no connection has the stack's name."""
        return self._most or None


@contextmanager
def connection_meter(url: str, stack: str) -> Iterator[ConnectionMeter]:
    """Yield a meter with a connection of its own to the database at `url`."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield ConnectionMeter(connection, stack)
