"""The engine, and asynchronous sessions over it. Twin of `shared.db.sync`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import TracebackType

from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from shared.db import timing
from shared.db.closing import async_session_class
from shared.db.disconnects import drop_lost_connections
from shared.db.failures import Lost, bare, translate, translated
from shared.db.options import engine_options
from shared.db.pools.fair import AsyncQueuePool
from shared.db.transactions import leave_autocommit
from shared.observability import engines
from shared.settings import Settings


def async_engine(settings: Settings) -> AsyncEngine:
    """Return the engine for `settings`, whatever access style it serves."""
    options = engine_options(settings)
    made = create_async_engine(settings.url, poolclass=AsyncQueuePool, **options)
    drop_lost_connections(made.sync_engine)
    if settings.server_timing:
        timing.watch(made.sync_engine)
    engines.watch(made.sync_engine, settings)
    return made


def transactional(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine of the same pool whose connections begin transactions."""
    made = engine.execution_options()
    leave_autocommit(made.sync_engine)
    return made


class AsyncReading:
    """A session without BEGIN and COMMIT, closed at the end.

    A class and not a generator, and closed by hand: reads are what a service does all day.
    """

    __slots__ = ("_lost", "_session")

    def __init__(self, session: AsyncSession, lost: Lost) -> None:
        self._session = session
        self._lost = lost

    async def __aenter__(self) -> AsyncSession:
        return self._session

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        await self._session.close()  # sends nothing, so it needs no shielding task
        if error is not None:
            translate(error, {}, self._lost)


class AsyncSessions:
    """Hands out sessions for one use case each, from one pool.

    `expire_on_commit=False`: what was written is answered from memory, not read again.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = async_engine(settings)
        self._lost = bare(self._engine.dialect)
        self._reads = async_sessionmaker(
            self._engine, class_=async_session_class(settings), expire_on_commit=False
        )
        self._writes = async_sessionmaker(transactional(self._engine), expire_on_commit=False)

    def read(self) -> AsyncReading:
        """Return a context manager with a session whose statements stand alone."""
        return AsyncReading(self._reads(), self._lost)

    @asynccontextmanager
    async def write(self, **named: int) -> AsyncIterator[AsyncSession]:
        """Yield a session in one transaction, committed at the end, rolled back on error.

        The keywords are the ids that the write names (``user=17``), for error messages.
        """
        with translated(*self._lost, **named):
            async with self._writes.begin() as session:
                yield session

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
