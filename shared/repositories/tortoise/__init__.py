"""The use cases in the style of Tortoise ORM, which is asynchronous only."""

DRIVERS = {"aio": ("asyncpg",)}
"""Its own idiom on PostgreSQL; there is no sync twin."""
