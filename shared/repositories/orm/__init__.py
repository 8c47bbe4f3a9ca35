"""The use cases in the style of SQLAlchemy's ORM: twins `sync` and `aio`."""

DRIVERS = {"sync": ("psycopg2", "psycopg"), "aio": ("psycopg", "asyncpg")}
"""Which drivers each twin runs on."""
