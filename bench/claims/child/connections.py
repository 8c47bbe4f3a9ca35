"""A query on a connection that is opened for it, and on one that is there already."""

import psycopg2
from sqlalchemy import Engine, NullPool, create_engine

from bench.claims.child.rows import Rows
from bench.layers.child import sql
from bench.layers.child.blocks import Call, Calls
from shared.settings import Settings


def make(settings: Settings, rows: Rows) -> Calls:
    """Return the calls."""
    held = psycopg2.connect(settings.libpq_url)
    held.autocommit = True

    def new(_: int) -> None:
        opened = psycopg2.connect(settings.libpq_url)
        opened.autocommit = True
        ask(opened)
        opened.close()

    def through(engine: Engine) -> Call:
        def read(number: int) -> object:
            with engine.connect() as connection:
                return connection.execute(sql.ROW, {"id": rows.toy_id(number)}).one()

        return read

    return {
        "new": new,
        "reused": lambda _: ask(held),
        "NullPool": through(create_engine(settings.url, poolclass=NullPool)),
        "pool": through(create_engine(settings.url)),
    }


def ask(connection: psycopg2.extensions.connection) -> object:
    """Ask the least that there is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone()
