"""The layers beneath one row by its key, synchronously; and the transaction `change`.

Drivers are imported where they are used, so that a child loads its own alone.
"""

from importlib import import_module

from sqlalchemy import create_engine

from bench.layers.child import sql
from bench.layers.child.bare_socket import BareSocket
from bench.layers.child.blocks import Calls
from shared.db.options import connect_arguments, engine_options
from shared.db.sync import Sessions
from shared.settings import Settings
from shared.statements import entities


def layers(settings: Settings, toys: int) -> Calls:
    """Return the layers, each of which holds the one before it."""
    # one connection to hold, one to take from the pool
    two = settings.model_copy(update={"pool_size": 2})
    engine = create_engine(settings.url, **engine_options(two))
    held = engine.connect()
    sessions = Sessions(settings)

    def core(number: int) -> object:
        return held.execute(sql.ROW, {"id": 1 + number % toys}).one()

    def core_pool(number: int) -> object:
        with engine.connect() as connection:
            return connection.execute(sql.ROW, {"id": 1 + number % toys}).one()

    def session(number: int) -> object:
        with sessions.read() as session:
            return session.scalar(entities.toy_by_id(), {"id": 1 + number % toys})

    own = driver(settings, toys)
    del own["change"]
    return {
        "socket": BareSocket(settings).row,
        **own,
        "core": core,
        "core_pool": core_pool,
        "session": session,
    }


def core_change(settings: Settings, toys: int) -> Calls:
    """Return the transaction through SQLAlchemy Core."""
    engine = create_engine(settings.url, **engine_options(settings))
    writing = engine.execution_options(isolation_level="READ COMMITTED")

    def change(number: int) -> object:
        toy_id = 1 + number % toys
        with writing.begin() as connection:
            row = connection.execute(sql.LOCKED_ROW, {"id": toy_id}).one()
            new = {"toy_id": row.id, "new_name": f"toy {number}"}
            return connection.execute(sql.CHANGE, new).one()

    return {"change": change}


def driver(settings: Settings, toys: int) -> Calls:
    """Return what the settings' driver does by itself."""
    calls: Calls = {"psycopg": psycopg, "psycopg2": psycopg2}[settings.driver](settings, toys)
    return calls


def psycopg(settings: Settings, toys: int) -> Calls:
    """Return what psycopg 3 does on a connection, and with psycopg_pool."""
    library, pools = import_module("psycopg"), import_module("psycopg_pool")
    arguments = {"autocommit": True, **connect_arguments(settings)}
    held = library.connect(settings.libpq_url, **arguments)
    pool = pools.ConnectionPool(
        settings.libpq_url, kwargs=arguments, min_size=1, max_size=1, open=True
    )
    row, locked_row, renamed = sql.row("%s"), sql.locked_row("%s"), sql.change("%s", "%s")

    def on_connection(number: int) -> object:
        return held.execute(row, (1 + number % toys,)).fetchone()

    def from_pool(number: int) -> object:
        with pool.connection() as connection:
            return connection.execute(row, (1 + number % toys,)).fetchone()

    def change(number: int) -> object:
        with pool.connection() as connection, connection.transaction():
            found = connection.execute(locked_row, (1 + number % toys,)).fetchone()
            return connection.execute(renamed, (f"toy {number}", found[0])).fetchone()

    return {"driver": on_connection, "driver_pool": from_pool, "change": change}


def psycopg2(settings: Settings, toys: int) -> Calls:
    """Return what psycopg2 does on a connection, and with its own pool."""
    library, pools = import_module("psycopg2"), import_module("psycopg2.pool")
    arguments = connect_arguments(settings)
    held = library.connect(settings.libpq_url, **arguments)
    held.autocommit = True
    pool = pools.ThreadedConnectionPool(1, 1, settings.libpq_url, **arguments)
    first = pool.getconn()
    first.autocommit = True
    pool.putconn(first)
    row, locked_row, renamed = sql.row("%s"), sql.locked_row("%s"), sql.change("%s", "%s")

    def on_connection(number: int) -> object:
        with held.cursor() as cursor:
            cursor.execute(row, (1 + number % toys,))
            return cursor.fetchone()

    def from_pool(number: int) -> object:
        connection = pool.getconn()
        try:
            with connection.cursor() as cursor:
                cursor.execute(row, (1 + number % toys,))
                return cursor.fetchone()
        finally:
            pool.putconn(connection)

    def change(number: int) -> object:
        connection = pool.getconn()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(locked_row, (1 + number % toys,))
                found = cursor.fetchone()
                cursor.execute(renamed, (f"toy {number}", found[0]))
                return cursor.fetchone()
        finally:
            pool.putconn(connection)

    return {"driver": on_connection, "driver_pool": from_pool, "change": change}
