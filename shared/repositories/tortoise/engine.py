"""The engine that Tortoise is told to use: its client for asyncpg, over a pool of ours."""

from typing import Any

from tortoise.backends.asyncpg.client import AsyncpgDBClient, TransactionWrapper
from tortoise.backends.base.client import TransactionalDBClient, TransactionContextPooled
from tortoise.connection import get_connections

from shared.repositories.tortoise.pool import Pool
from shared.settings import Settings


class Transaction(TransactionContextPooled):
    """Tortoise's own, which would keep its connection for ever when BEGIN fails."""

    async def __aenter__(self) -> TransactionalDBClient:
        """Begin; on failure give the connection back, and make the task forget it."""
        try:
            return await super().__aenter__()
        except BaseException:
            if self.client._connection is not None:
                get_connections().reset(self.token)
                await self.client._parent._pool.release(self.client._connection)
            raise


class Client(AsyncpgDBClient):
    """Tortoise's client for asyncpg, set up from `Settings`."""

    def __init__(self, settings: Settings, connection_name: str) -> None:
        super().__init__(connection_name=connection_name)
        self._settings = settings

    async def create_pool(self, **_: Any) -> Pool:
        """Return the pool; Tortoise asks for it when the first statement is due."""
        pool_class = Pool
        if self._settings.metrics:
            from shared.observability.pools import counting

            pool_class = counting(self._settings, Pool, "acquire", "release")
        pool: Pool = await pool_class(self._settings)
        return pool

    def _in_transaction(self) -> Transaction:
        return Transaction(TransactionWrapper(self), self._pool_init_lock)


client_class = Client
"""What Tortoise looks for in an engine."""
