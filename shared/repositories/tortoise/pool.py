"""A pool of asyncpg's that keeps the settings which asyncpg's own has no words for."""

import asyncio
from contextlib import suppress
from time import monotonic
from typing import Any

import asyncpg

from shared.db import timing
from shared.db.failures import not_free
from shared.db.options import connect_arguments
from shared.db.silence import limiting
from shared.observability.statements import commenting
from shared.settings import Settings

LOST = (asyncpg.InterfaceError, asyncpg.InternalClientError)
"""What asyncpg raises on a connection that is closed, or just being closed."""
RUN_STATEMENTS = ("execute", "executemany", "fetch", "fetchrow")
"""Methods of a connection by which Tortoise sends a statement."""
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK")


class Connection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """A connection that knows its age, and whether anybody had it before."""

    __slots__ = ("opened", "used")

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.opened = monotonic()
        self.used = False

    def use(self) -> None:
        """Note that somebody has it; a method, because the pool's proxies forward no assignment."""
        self.used = True


class Pool(asyncpg.Pool):  # type: ignore[misc]
    """`asyncpg.Pool` with POOL_TIMEOUT, MAX_OVERFLOW, POOL_RECYCLE and POOL_PRE_PING.

    Who finds all connections in use waits here and not inside of asyncpg, whose one time limit
    covers connecting too and costs a task for each acquisition.
    """

    __slots__ = ("_places", "_settings")

    def __init__(self, settings: Settings) -> None:
        most = settings.pool_size + settings.max_overflow
        super().__init__(
            settings.libpq_url,
            min_size=0,  # opened when they are needed, and kept
            max_size=most,
            max_queries=float("inf"),
            max_inactive_connection_lifetime=0.0,
            init=watch if settings.server_timing else None,
            reset=nothing,
            loop=None,
            connection_class=limiting(settings, commenting(settings, Connection, *RUN_STATEMENTS)),
            record_class=asyncpg.Record,
            **connect_arguments(settings),
        )
        self._settings = settings
        self._places = asyncio.Semaphore(most)

    async def acquire(self, *, timeout: float | None = None) -> Any:  # noqa: ASYNC109  (asyncpg's)
        """Return a connection; raise `Unavailable` when none gets free within POOL_TIMEOUT.

        To be awaited, as Tortoise does; `async with` is not for this one.
        """
        await self._place()
        try:
            while True:
                connection = await super().acquire(timeout=timeout)
                if await self._is_good(connection):
                    return connection
        except BaseException:
            self._places.release()
            raise

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109
        """Take a connection back; close it when the pool is full without it."""
        try:
            if self._settings.max_overflow and self.get_size() > self._settings.pool_size:
                await connection.close()
            else:
                await super().release(connection, timeout=timeout)
        finally:
            self._places.release()

    async def _place(self) -> None:
        if not self._places.locked():
            await self._places.acquire()  # does not wait
            return
        try:
            async with asyncio.timeout(self._settings.pool_timeout):
                await self._places.acquire()
        except TimeoutError:
            raise not_free() from None

    async def _is_good(self, connection: Any) -> bool:
        """Return whether a connection may be used again; one that may not is closed."""
        recycle, good = self._settings.pool_recycle, False
        if recycle < 0 and not self._settings.pool_pre_ping:
            return True
        if not connection.used:
            connection.use()
            return True
        try:
            good = recycle < 0 or monotonic() - connection.opened <= recycle
            if good and self._settings.pool_pre_ping:
                await connection.execute("SELECT")
        except (OSError, asyncpg.PostgresError, *LOST):
            good = False
        finally:
            if not good:
                with suppress(asyncpg.InterfaceError):  # it is gone from the pool already
                    connection.terminate()
        return good


async def nothing(_: Connection) -> None:
    """Send no reset query: it would be a round trip each time that a connection goes back.

    Nothing here changes a session. asyncpg itself rolls back what a transaction left open.
    """


async def watch(connection: Connection) -> None:
    """Report every statement of `connection` to the request that runs it."""
    connection.add_query_logger(report)


def report(query: Any) -> None:
    """Count a statement and its time, like the other styles without BEGIN and COMMIT."""
    spent = timing.CURRENT.get()
    if spent and query.exception is None and not query.query.startswith(TRANSACTION_CONTROL):
        spent.database_s += query.elapsed
        spent.statements += 1
