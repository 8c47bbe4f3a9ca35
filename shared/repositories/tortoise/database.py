"""One database of Tortoise's for each repository, and how a use case gets to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import copy
from types import TracebackType

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.transactions import in_transaction

from shared.db.failures import translate
from shared.repositories.tortoise.pool import LOST
from shared.settings import Settings

CONNECTION = "default"


class Using:
    """Makes Tortoise use one database until the end, each statement by itself."""

    __slots__ = ("_context", "_database", "_named")

    def __init__(self, database: "Database", named: dict[str, int]) -> None:
        self._database = database
        self._named = named

    async def __aenter__(self) -> BaseDBAsyncClient:
        self._context = await self._database.context()
        self._context.__enter__()
        return self._context.db()

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._context.__exit__(kind, error, trace)
        if error is not None:
            translate(error, self._named, LOST)


class Database:
    """Tortoise's state for one repository: models, settings, a pool.

    Tortoise finds the database of a query by a context variable. Its own ways to set that are one
    global for the process, or a `with` block that one task may enter at a time.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._context = TortoiseContext()
        self._initialising = asyncio.Lock()

    async def context(self) -> TortoiseContext:
        """Return a context to enter once.

        A copy, because a context keeps in itself what it replaced; connections and models are
        shared.
        """
        if not self._context.inited:
            await self._initialise()
        return copy(self._context)

    def use(self, **named: int) -> Using:
        """Return a context manager in which each statement stands alone.

        The keywords are the ids that a write names (``user=17``), for error messages.
        """
        return Using(self, named)

    @asynccontextmanager
    async def transaction(self, **named: int) -> AsyncIterator[BaseDBAsyncClient]:
        """Run statements in one transaction, committed at the end, rolled back on error."""
        async with self.use(**named), in_transaction() as connection:
            yield connection

    async def close(self) -> None:
        """Close the pool."""
        await self._context.close_connections()

    async def _initialise(self) -> None:
        async with self._initialising:
            if self._context.inited:
                return
            with self._context:
                await self._context.init(
                    {
                        "connections": {
                            CONNECTION: {
                                "engine": "shared.repositories.tortoise.engine",
                                "credentials": {"settings": self._settings},
                            }
                        },
                        "apps": {
                            "crossover": {
                                "models": ["shared.repositories.tortoise.models"],
                                "default_connection": CONNECTION,
                            }
                        },
                    },
                    use_tz=True,
                    timezone="UTC",
                )
