"""psycopg and its pool, synchronously. Twin of `shared.repositories.raw.psycopg.aio`.

psycopg prepares a statement when it meets it for the fifth time on a connection.
"""

import math
from collections.abc import Sequence
from typing import Any
from weakref import WeakSet

import psycopg
from psycopg import RawCursor
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from shared.db.options import connect_arguments
from shared.db.pools.gates import Gate
from shared.db.pools.sync import Connections, connection_class
from shared.observability.statements import commenting
from shared.settings import Settings

OVERFLOW_IDLE_S = 10.0
"""So often the pool closes a connection beyond its size that nobody needed meanwhile."""


class PsycopgConnection(psycopg.Connection[TupleRow]):
    """Says by our names what psycopg does; values come in the binary format, which costs less."""

    def row(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None when there is none."""
        cursor = self.execute(sql, values, binary=True)
        return cursor.fetchone()

    def rows(self, sql: str, *values: Any) -> Sequence[Any]:
        """Return all rows."""
        cursor = self.execute(sql, values, binary=True)
        return cursor.fetchall()

    def run(self, sql: str, *values: Any) -> None:
        """Run a statement that returns no rows."""
        self.execute(sql, values)

    def fill(self, table: str, column: str, values: Sequence[str]) -> None:
        """Insert a row for each value, by COPY."""
        statement = f"COPY {table} ({column}) FROM STDIN (FORMAT binary)"
        with self.cursor() as cursor, cursor.copy(statement) as copy:
            copy.set_types(["text"])
            for value in values:
                copy.write_row((value,))


class PsycopgConnections(Connections[PsycopgConnection]):
    """Connections out of the pool that psycopg brings along.

    Its workers connect in the background. They would try again later and later while the database
    is away; with no time to try again, the next request that finds no connection makes them try.
    """

    lost = (psycopg.OperationalError, psycopg.InterfaceError)

    def __init__(self, settings: Settings) -> None:
        cursor = commenting(settings, RawCursor, "execute", "copy")
        session = {**connect_arguments(settings), "cursor_factory": cursor}
        self._trusted: WeakSet[PsycopgConnection] = WeakSet()
        self._gate = Gate(settings)
        self._timeout_s = settings.pool_timeout
        self._pool = ConnectionPool(
            settings.libpq_url,
            connection_class=connection_class(settings, PsycopgConnection),
            kwargs={**session, "autocommit": True},
            min_size=settings.pool_size,
            max_size=settings.pool_size + settings.max_overflow,
            max_idle=OVERFLOW_IDLE_S,
            max_lifetime=settings.pool_recycle if settings.pool_recycle > 0 else math.inf,
            reconnect_timeout=0,
            check=ConnectionPool.check_connection if settings.pool_pre_ping else None,
            configure=self._trust,
            open=False,
        )

    def take(self) -> PsycopgConnection:
        waited_s = self._gate.enter()
        try:
            if self._pool.closed:
                self._pool.open()  # by whoever comes first; connections come later
            return self._pool.getconn(self._timeout_s - waited_s)
        except BaseException:
            self._gate.leave()
            raise

    def give_back(self, connection: PsycopgConnection, failed: bool) -> None:
        lost = failed and connection.broken
        try:
            self._pool.putconn(connection)
            # what ended one connection has probably ended all that were made before: without
            # this, each of them would cost another request
            if lost and connection in self._trusted:
                self._trusted.clear()
                self._pool.drain()
        finally:
            self._gate.leave()

    def close(self) -> None:
        self._pool.close()

    def _trust(self, connection: PsycopgConnection) -> None:
        self._trusted.add(connection)


make = PsycopgConnections
