"""psycopg2 and its pool. It has no prepared statements: values become part of the text here."""

import math
import re
from collections.abc import Sequence
from functools import cache
from time import monotonic
from typing import Any, Self, cast

import psycopg2
import psycopg2.extensions

from shared.db.options import connect_arguments
from shared.db.pools.gates import Gate
from shared.db.pools.sync import Connections, connection_class
from shared.observability.statements import commenting
from shared.repositories.raw.psycopg2.pool import Pool
from shared.settings import Settings


class Psycopg2Connection(psycopg2.extensions.connection):
    """Says by our names what psycopg2 does, and knows since when it is there."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.made_at_s = monotonic()
        self.autocommit = True

    def row(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None when there is none."""
        cursor = self.cursor()
        cursor.execute(with_percent(sql), values)
        return cursor.fetchone()

    def rows(self, sql: str, *values: Any) -> Sequence[Any]:
        """Return all rows."""
        cursor = self.cursor()
        cursor.execute(with_percent(sql), values)
        return cursor.fetchall()

    def run(self, sql: str, *values: Any) -> None:
        """Run a statement that returns no rows."""
        self.cursor().execute(with_percent(sql), values)

    def fill(self, table: str, column: str, values: Sequence[str]) -> None:
        """Insert a row for each value, out of one array.

        COPY takes more CPU, as the text it reads would be written by Python, and does not work
        under gevent.
        """
        self.run(f"INSERT INTO {table} ({column}) SELECT unnest($1::text[])", list(values))

    def transaction(self) -> Self:
        """Return itself: `with` a connection is a transaction, also out of autocommit."""
        return self


class Psycopg2Connections(Connections[Psycopg2Connection]):
    """Connections out of a `ThreadedConnectionPool`, which refuses instead of waiting."""

    lost = (psycopg2.OperationalError, psycopg2.InterfaceError)

    def __init__(self, settings: Settings) -> None:
        self._gate = Gate(settings)
        self._pre_ping = settings.pool_pre_ping
        self._lifetime_s = settings.pool_recycle if settings.pool_recycle > 0 else math.inf
        self._lost_at_s = -math.inf
        self._pool = Pool(
            0,
            settings.pool_size + settings.max_overflow,
            settings.libpq_url,
            connection_factory=connection_class(settings, Psycopg2Connection),
            cursor_factory=commenting(
                settings, psycopg2.extensions.cursor, "execute", doubled=True
            ),
            **connect_arguments(settings),
        )
        # so many it would connect at once, when the database may be away; and so many it keeps
        self._pool.minconn = settings.pool_size

    def take(self) -> Psycopg2Connection:
        self._gate.enter()
        try:
            while not self._good(connection := cast(Psycopg2Connection, self._pool.getconn())):
                self._pool.putconn(connection, close=True)
        except BaseException:
            self._gate.leave()
            raise
        return connection

    def give_back(self, connection: Psycopg2Connection, failed: bool) -> None:
        try:
            # what ended one connection has probably ended all that were made before: without
            # this, each of them would cost another request
            if failed and connection.closed and connection.made_at_s > self._lost_at_s:
                self._lost_at_s = monotonic()
            self._pool.putconn(connection)
        finally:
            self._gate.leave()

    def close(self) -> None:
        if not self._pool.closed:
            self._pool.closeall()

    def _good(self, connection: Psycopg2Connection) -> bool:
        if connection.made_at_s < max(self._lost_at_s, monotonic() - self._lifetime_s):
            return False
        return not self._pre_ping or _answers(connection)


def _answers(connection: Psycopg2Connection) -> bool:
    try:
        connection.cursor().execute("SELECT 1")
    except psycopg2.Error:
        return False
    return True


@cache
def with_percent(sql: str) -> str:
    """Return `sql` with psycopg2's placeholders, for values in the order of PostgreSQL's own."""
    numbers = [int(number) for number in re.findall(r"\$(\d+)", sql)]
    if numbers != list(range(1, len(numbers) + 1)):
        raise ValueError(f"the placeholders are not numbered as they appear: {sql}")
    return re.sub(r"\$\d+", "%s", sql.replace("%", "%%"))


make = Psycopg2Connections
