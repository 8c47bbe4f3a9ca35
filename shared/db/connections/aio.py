"""Connections of an asynchronous engine. Twin of `shared.db.connections.sync`."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.util import greenlet_spawn

from shared.db.aio import async_engine, transactional
from shared.db.failures import bare, translated
from shared.settings import Settings

Values = Mapping[str, Any] | None


class AsyncConnections:
    """Runs statements that stand alone, and hands out transactions, from one pool.

    A statement alone is a transaction by itself.

    The keywords of each method are the ids that a write names (``user=17``), for error messages.
    """

    def __init__(self, settings: Settings) -> None:
        self._engine = async_engine(settings)
        self._lost = bare(self._engine.dialect)
        self._transactions = transactional(self._engine)

    async def row(
        self, statement: Executable, values: Values = None, **named: int
    ) -> Row[*tuple[Any, ...]] | None:
        """Run a statement and return its first row, if there is one."""
        with translated(*self._lost, **named):
            return await greenlet_spawn(self._row, statement, values)

    async def rows(
        self, statement: Executable, values: Values = None, **named: int
    ) -> Sequence[Row[*tuple[Any, ...]]]:
        """Run a statement and return its rows."""
        with translated(*self._lost, **named):
            return await greenlet_spawn(self._rows, statement, values)

    async def run(self, statement: Executable, values: Values = None, **named: int) -> None:
        """Run a statement that returns no rows."""
        with translated(*self._lost, **named):
            await greenlet_spawn(self._run, statement, values)

    # In one greenlet the connection is taken, used and given back, where three `await`s would need
    # three: docs/decisions/core-connections.md.

    def _row(self, statement: Executable, values: Values) -> Row[*tuple[Any, ...]] | None:
        with self._engine.sync_engine.connect() as connection:
            return connection.execute(statement, values).first()

    def _rows(self, statement: Executable, values: Values) -> Sequence[Row[*tuple[Any, ...]]]:
        with self._engine.sync_engine.connect() as connection:
            return connection.execute(statement, values).all()

    def _run(self, statement: Executable, values: Values) -> None:
        with self._engine.sync_engine.connect() as connection:
            connection.execute(statement, values)

    @asynccontextmanager
    async def transaction(self, **named: int) -> AsyncIterator[AsyncConnection]:
        """Yield a connection in one transaction, committed at the end, rolled back on error."""
        with translated(*self._lost, **named):
            async with self._transactions.begin() as connection:
                yield connection

    async def close(self) -> None:
        """Close the pool."""
        await self._engine.dispose()
