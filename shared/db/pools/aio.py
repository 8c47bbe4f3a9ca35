"""A driver's own pool, asynchronously. Twin of `shared.db.pools.sync`."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from types import TracebackType
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from shared.db import timing
from shared.db.failures import Lost, translate
from shared.settings import Settings


class AsyncConnection(Protocol):
    """What a driver's connection has to offer. It rests in autocommit.

    Placeholders are PostgreSQL's own: `$1`, `$2`, …
    """

    async def row(self, sql: str, *values: Any) -> Any:
        """Return the first row, or None when there is none."""

    async def rows(self, sql: str, *values: Any) -> Sequence[Any]:
        """Return all rows."""

    async def run(self, sql: str, *values: Any) -> Any:
        """Run a statement that returns no rows."""

    async def fill(self, table: str, column: str, values: Sequence[str]) -> Any:
        """Insert a row for each value, all or none, in the fastest way that the driver has."""

    def transaction(self) -> AbstractAsyncContextManager[Any]:
        """Return a context manager: committed at its end, rolled back on error."""


Driver = TypeVar("Driver", bound=AsyncConnection)


class AsyncConnections(ABC, Generic[Driver]):
    """Runs statements on connections out of a pool; a driver adds how the pool is used.

    The keywords of its methods are the ids that a statement names (``user=17``), for error
    messages.
    """

    lost: ClassVar[Lost]

    @abstractmethod
    async def take(self) -> Driver:
        """Take a connection out of the pool; raise `Unavailable` when none is free in time."""

    @abstractmethod
    async def give_back(self, connection: Driver, failed: bool) -> None:
        """Put a connection back, or throw it away; `failed` when its user got an error."""

    @abstractmethod
    async def close(self) -> None:
        """Close the pool."""

    async def row(self, sql: str, *values: Any, **named: int) -> Any:
        """Return the first row of a statement that stands alone."""
        async with AsyncHeld(self, named) as connection:
            return await connection.row(sql, *values)

    async def rows(self, sql: str, *values: Any, **named: int) -> Sequence[Any]:
        """Return all rows of a statement that stands alone."""
        async with AsyncHeld(self, named) as connection:
            return await connection.rows(sql, *values)

    async def run(self, sql: str, *values: Any, **named: int) -> None:
        """Run a statement that stands alone and returns no rows."""
        async with AsyncHeld(self, named) as connection:
            await connection.run(sql, *values)

    async def fill(self, table: str, column: str, values: Sequence[str]) -> None:
        """Insert a row for each value, all or none."""
        async with AsyncHeld(self, {}) as connection:
            await connection.fill(table, column, values)

    @asynccontextmanager
    async def transaction(self, **named: int) -> AsyncIterator[Driver]:
        """Yield a connection in one transaction, committed at the end, rolled back on error."""
        async with AsyncHeld(self, named) as connection, connection.transaction():
            yield connection


class AsyncHeld(Generic[Driver]):
    """A connection for a moment; a class and not a generator, for every read comes this way."""

    __slots__ = ("_connection", "_named", "_pool")

    def __init__(self, pool: AsyncConnections[Driver], named: dict[str, int]) -> None:
        self._pool = pool
        self._named = named

    async def __aenter__(self) -> Driver:
        try:
            self._connection = await self._pool.take()
        except Exception as error:
            translate(error, self._named, self._pool.lost)
            raise
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._pool.give_back(self._connection, error is not None)
        if error is not None:
            translate(error, self._named, self._pool.lost)


def connection_class(settings: Settings, driver: type[Driver]) -> type[Driver]:
    """Return `driver`, or a class like it that reports statements, if `settings` ask for that."""
    if not settings.server_timing:
        return driver
    return timing.timed(driver, "row", "rows", "run", "fill")
