"""asyncpg: asynchronous only."""
