"""A driver's own pool, synchronously. Twin of `shared.db.pools.aio`."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from types import TracebackType
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from shared.db import timing
from shared.db.failures import Lost, translate
from shared.settings import Settings


class Connection(Protocol):
    """What a driver's connection has to offer. It rests in autocommit.

    Placeholders are PostgreSQL's own: `$1`, `$2`, …
    """

    def row(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None when there is none."""

    def rows(self, sql: str, *values: Any) -> Sequence[Any]:
        """Return all rows."""

    def run(self, sql: str, *values: Any) -> Any:
        """Run a statement that returns no rows."""

    def fill(self, table: str, column: str, values: Sequence[str]) -> Any:
        """Insert a row for each value, all or none, in the fastest way that the driver has."""

    def transaction(self) -> AbstractContextManager[Any]:
        """Return a context manager: committed at its end, rolled back on error."""


Driver = TypeVar("Driver", bound=Connection)


class Connections(ABC, Generic[Driver]):
    """Runs statements on connections out of a pool; a driver adds how the pool is used.

    The keywords of its methods are the ids that a statement names (``user=17``), for error
    messages.
    """

    lost: ClassVar[Lost]

    @abstractmethod
    def take(self) -> Driver:
        """Take a connection out of the pool; raise `Unavailable` when none is free in time."""

    @abstractmethod
    def give_back(self, connection: Driver, failed: bool) -> None:
        """Put a connection back, or throw it away; `failed` when its user got an error."""

    @abstractmethod
    def close(self) -> None:
        """Close the pool."""

    def row(self, sql: str, *values: Any, **named: int) -> Any:
        """Return the first row of a statement that stands alone."""
        with Held(self, named) as connection:
            return connection.row(sql, *values)

    def rows(self, sql: str, *values: Any, **named: int) -> Sequence[Any]:
        """Return all rows of a statement that stands alone."""
        with Held(self, named) as connection:
            return connection.rows(sql, *values)

    def run(self, sql: str, *values: Any, **named: int) -> None:
        """Run a statement that stands alone and returns no rows."""
        with Held(self, named) as connection:
            connection.run(sql, *values)

    def fill(self, table: str, column: str, values: Sequence[str]) -> None:
        """Insert a row for each value, all or none."""
        with Held(self, {}) as connection:
            connection.fill(table, column, values)

    @contextmanager
    def transaction(self, **named: int) -> Iterator[Driver]:
        """Yield a connection in one transaction, committed at the end, rolled back on error."""
        with Held(self, named) as connection, connection.transaction():
            yield connection


class Held(Generic[Driver]):
    """A connection for a moment; a class and not a generator, for every read comes this way."""

    __slots__ = ("_connection", "_named", "_pool")

    def __init__(self, pool: Connections[Driver], named: dict[str, int]) -> None:
        self._pool = pool
        self._named = named

    def __enter__(self) -> Driver:
        try:
            self._connection = self._pool.take()
        except Exception as error:
            translate(error, self._named, self._pool.lost)
            raise
        return self._connection

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        self._pool.give_back(self._connection, error is not None)
        if error is not None:
            translate(error, self._named, self._pool.lost)


def connection_class(settings: Settings, driver: type[Driver]) -> type[Driver]:
    """Return `driver`, or a class like it that reports statements, if `settings` ask for that."""
    if not settings.server_timing:
        return driver
    return timing.timed(driver, "row", "rows", "run", "fill")
