"""How Alembic reaches the database: any PostgreSQL URL, a sync or an async driver's.

The URL comes from ``-x url=…``, else from the caller's ``Config``, else from ``DATABASE_URL``.
One without a driver is taken to mean psycopg 3.
"""

import asyncio
import os
from logging.config import fileConfig

from alembic import context
from sqlalchemy import URL, Connection, create_engine, make_url, pool

from shared.models import Base

config = context.config
if config.config_file_name and config.attributes.get("configure_logging", True):
    fileConfig(config.config_file_name, disable_existing_loggers=False)


def database_url() -> URL:
    text = (
        context.get_x_argument(as_dictionary=True).get("url")
        or config.get_main_option("sqlalchemy.url")
        or os.environ.get("DATABASE_URL")
    )
    if not text:
        raise SystemExit("No database: set DATABASE_URL, or call alembic -x url=postgresql://…")
    url = make_url(text)
    return url.set(drivername="postgresql+psycopg") if "+" not in url.drivername else url


def configure(connection: Connection | None, url: URL) -> None:
    context.configure(
        connection=connection,
        url=url if connection is None else None,
        target_metadata=Base.metadata,
        compare_server_default=True,
        # each revision commits by itself, so that one may leave the transaction
        # (CREATE INDEX CONCURRENTLY) without dragging the others along
        transaction_per_migration=True,
        literal_binds=connection is None,
    )


def migrate(connection: Connection) -> None:
    configure(connection, connection.engine.url)
    with context.begin_transaction():
        context.run_migrations()


def migrate_sync(url: URL) -> None:
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        migrate(connection)
    engine.dispose()


async def migrate_async(url: URL) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


url = database_url()
if context.is_offline_mode():
    configure(None, url)
    with context.begin_transaction():
        context.run_migrations()
elif url.drivername in {"postgresql+asyncpg", "postgresql+psycopg_async"}:
    asyncio.run(migrate_async(url))
else:
    migrate_sync(url)
