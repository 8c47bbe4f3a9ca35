"""asyncpg and its pool, which prepares each statement at its first use on a connection.

How its pool is set up, and why: docs/decisions/raw-drivers.md.
"""

import asyncio
import math
from collections.abc import Sequence
from typing import Any

import asyncpg

from shared.db.options import connect_arguments
from shared.db.pools.aio import AsyncConnections, connection_class
from shared.db.pools.gates import AsyncGate
from shared.db.silence import limiting
from shared.observability.statements import commenting
from shared.settings import Settings

PING = "SELECT 1"


class AsyncpgConnection(asyncpg.Connection):  # type: ignore[misc]  # asyncpg has no types
    """Says by our names what asyncpg does."""

    row = asyncpg.Connection.fetchrow
    rows = run = asyncpg.Connection.fetch

    async def fill(self, table: str, column: str, values: Sequence[str]) -> None:
        """Insert a row for each value, by COPY."""
        records = [(value,) for value in values]
        await self.copy_records_to_table(table, records=records, columns=[column])


class AsyncpgConnections(AsyncConnections[Any]):
    """Connections out of an `asyncpg.Pool`.

    Its own connections are the ones that a proxy of the pool stands for.
    """

    # asyncpg's words for using a connection that is closed, and one that is just being closed
    lost = (asyncpg.InterfaceError, asyncpg.InternalClientError)

    def __init__(self, settings: Settings) -> None:
        self._size = settings.pool_size
        self._most = settings.pool_size + settings.max_overflow
        self._gate = AsyncGate(settings)
        self._idle = 0
        self._opened = False
        made = connection_class(settings, AsyncpgConnection)
        made = commenting(settings, made, "row", "rows", "run")
        self._pool = asyncpg.create_pool(
            settings.libpq_url,
            connection_class=limiting(settings, made),
            min_size=0,  # a connection is made when it is first needed, …
            max_size=self._most,
            max_inactive_connection_lifetime=0,  # … and kept
            max_queries=math.inf,
            reset=_leave_as_it_is,
            **connect_arguments(settings),
        )
        self._acquire = self._acquire_checked if settings.pool_pre_ping else self._pool.acquire
        self._recycling = (
            asyncio.create_task(self._recycle(settings.pool_recycle))
            if settings.pool_recycle > 0
            else None
        )

    async def take(self) -> Any:
        await self._gate.enter()
        try:
            if not self._opened:
                await self._pool  # nothing is connected yet, so this waits for nothing
                self._opened = True
            connection = await self._acquire()
        except BaseException:
            self._gate.leave()
            raise
        if self._idle:
            self._idle -= 1
        return connection

    async def give_back(self, connection: Any, failed: bool) -> None:  # noqa: ARG002
        try:
            if self._idle < self._size:
                self._idle += 1  # not the pool's own count, which knows of it only later
                await self._pool.release(connection)
            else:
                await connection.close()
        finally:
            self._gate.leave()

    async def close(self) -> None:
        if self._recycling:
            self._recycling.cancel()
        if self._opened:
            await self._pool.close()

    async def _acquire_checked(self) -> Any:
        for _ in range(self._most):
            connection = await self._pool.acquire()
            try:
                await connection.execute(PING)
            except BaseException as error:
                await self._pool.release(connection)  # which makes a closed one anew
                if not isinstance(error, (*self.lost, asyncpg.PostgresConnectionError, OSError)):
                    raise
            else:
                return connection
        return await self._pool.acquire()

    async def _recycle(self, lifetime_s: int) -> None:
        """Let all connections be replaced from time to time; the pool knows no age of one."""
        while True:
            await asyncio.sleep(lifetime_s)
            await self._pool.expire_connections()


async def _leave_as_it_is(_: Any) -> None:
    """Spare the round trip that undoes what a user of the connection may have set.

    Nobody here sets anything that outlives a transaction, nor listens, locks or keeps a cursor;
    an open transaction is rolled back by asyncpg before it comes here.
    """


make = AsyncpgConnections
