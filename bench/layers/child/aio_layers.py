"""The layers beneath one row by its key, asynchronously; the transaction `change`; the bridge.

Drivers are imported where they are used, so that a child loads its own alone.
"""

from importlib import import_module
from typing import Any

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import await_only, greenlet_spawn

from bench.layers.child import sql
from bench.layers.child.bare_socket import AsyncBareSocket
from bench.layers.child.blocks import Calls
from shared.db.aio import AsyncSessions
from shared.db.options import connect_arguments, engine_options
from shared.settings import Settings
from shared.statements import entities


async def layers(settings: Settings, toys: int) -> Calls:
    """Return the layers, each of which holds the one before it, and the bridge by itself."""
    # one connection to hold, one to take from the pool
    two = settings.model_copy(update={"pool_size": 2})
    engine = create_async_engine(settings.url, **engine_options(two))
    held = await engine.connect()
    sessions = AsyncSessions(settings)

    async def core(number: int) -> object:
        return (await held.execute(sql.ROW, {"id": 1 + number % toys})).one()

    async def core_pool(number: int) -> object:
        async with engine.connect() as connection:
            return (await connection.execute(sql.ROW, {"id": 1 + number % toys})).one()

    async def session(number: int) -> object:
        async with sessions.read() as session:
            return await session.scalar(entities.toy_by_id(), {"id": 1 + number % toys})

    own = await driver(settings, toys)
    del own["change"]
    return {
        "socket": (await AsyncBareSocket.connect(settings)).row,
        **own,
        "core": core,
        "core_pool": core_pool,
        "session": session,
        "greenlet": lambda _: greenlet_spawn(nothing),
        "greenlet_await": lambda _: greenlet_spawn(wait_for_nothing),
    }


def nothing() -> None:
    """Do nothing, in a greenlet: what SQLAlchemy's bridge costs if nobody waits."""


async def promise() -> None:
    """Keep a promise at once."""


def wait_for_nothing() -> None:
    """Cross the bridge back to the event loop once, as each statement does."""
    await_only(promise())


async def core_change(settings: Settings, toys: int) -> Calls:
    """Return the transaction through SQLAlchemy Core."""
    engine = create_async_engine(settings.url, **engine_options(settings))
    writing = engine.execution_options(isolation_level="READ COMMITTED")

    async def change(number: int) -> object:
        toy_id = 1 + number % toys
        async with writing.begin() as connection:
            row = (await connection.execute(sql.LOCKED_ROW, {"id": toy_id})).one()
            new = {"toy_id": row.id, "new_name": f"toy {number}"}
            return (await connection.execute(sql.CHANGE, new)).one()

    return {"change": change}


async def driver(settings: Settings, toys: int) -> Calls:
    """Return what the settings' driver does by itself."""
    calls: Calls = await {"asyncpg": asyncpg, "psycopg": psycopg}[settings.driver](settings, toys)
    return calls


async def psycopg(settings: Settings, toys: int) -> Calls:
    """Return what psycopg 3 does on a connection, and with psycopg_pool."""
    library, pools = import_module("psycopg"), import_module("psycopg_pool")
    arguments = {"autocommit": True, **connect_arguments(settings)}
    held = await library.AsyncConnection.connect(settings.libpq_url, **arguments)
    pool = pools.AsyncConnectionPool(
        settings.libpq_url, kwargs=arguments, min_size=1, max_size=1, open=False
    )
    await pool.open(wait=True)
    row, locked_row, renamed = sql.row("%s"), sql.locked_row("%s"), sql.change("%s", "%s")

    async def on_connection(number: int) -> object:
        return await (await held.execute(row, (1 + number % toys,))).fetchone()

    async def from_pool(number: int) -> object:
        async with pool.connection() as connection:
            return await (await connection.execute(row, (1 + number % toys,))).fetchone()

    async def change(number: int) -> object:
        async with pool.connection() as connection, connection.transaction():
            cursor = await connection.execute(locked_row, (1 + number % toys,))
            found = await cursor.fetchone()
            cursor = await connection.execute(renamed, (f"toy {number}", found[0]))
            return await cursor.fetchone()

    return {"driver": on_connection, "driver_pool": from_pool, "change": change}


async def asyncpg(settings: Settings, toys: int) -> Calls:
    """Return what asyncpg does on a connection, and with its own pool, which resets nothing."""
    library = import_module("asyncpg")
    arguments = connect_arguments(settings)
    held = await library.connect(settings.libpq_url, **arguments)
    pool = await library.create_pool(
        settings.libpq_url, min_size=1, max_size=1, reset=keep, **arguments
    )
    row, locked_row, renamed = sql.row("$1"), sql.locked_row("$1"), sql.change("$2", "$1")

    async def on_connection(number: int) -> object:
        return await held.fetchrow(row, 1 + number % toys)

    async def from_pool(number: int) -> object:
        async with pool.acquire() as connection:
            return await connection.fetchrow(row, 1 + number % toys)

    async def change(number: int) -> object:
        async with pool.acquire() as connection, connection.transaction():
            found = await connection.fetchrow(locked_row, 1 + number % toys)
            return await connection.fetchrow(renamed, found["id"], f"toy {number}")

    return {"driver": on_connection, "driver_pool": from_pool, "change": change}


async def keep(_: Any) -> None:
    """Leave a connection as it is when it goes back: nothing here changes its state."""
