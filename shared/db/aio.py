"""Sessions over an asynchronous engine. Twin of `shared.db.sync`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from shared.db import timing
from shared.db.failures import translated
from shared.db.options import engine_options
from shared.settings import Settings


class AsyncSessions:
    """Hands out sessions for one use case each, from one pool.

    `expire_on_commit=False`: what was written is answered from memory, not read again.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = create_async_engine(settings.url, **engine_options(settings))
        if settings.server_timing:
            timing.watch(self._engine.sync_engine)
        self._reads = async_sessionmaker(self._engine, expire_on_commit=False)
        self._writes = async_sessionmaker(
            self._engine.execution_options(isolation_level="READ COMMITTED"),
            expire_on_commit=False,
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Yield a session whose statements stand alone: no BEGIN, no COMMIT."""
        session = self._reads()
        with translated():
            try:
                yield session
            finally:  # not `async with`: closing sends nothing, so it needs no shielding task
                await session.close()

    @asynccontextmanager
    async def write(self, **named: int) -> AsyncIterator[AsyncSession]:
        """Yield a session in one transaction, committed at the end, rolled back on error.

        The keywords are the ids that the write names (``user=17``), for error messages.
        """
        with translated(**named):
            async with self._writes.begin() as session:
                yield session

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
