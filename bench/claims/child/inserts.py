"""A thousand rows in one transaction, four ways."""

from typing import Final

import psycopg2
from psycopg2.extras import execute_values
from sqlalchemy import create_engine, insert
from sqlalchemy.orm import Session

from bench.claims.child.rows import Rows
from bench.layers.child.blocks import Calls
from shared.models import Toy, toys
from shared.settings import Settings

MANY: Final = 1_000


def make(settings: Settings, _: Rows) -> Calls:
    """Return the calls."""
    held = psycopg2.connect(settings.libpq_url)
    engine = create_engine(settings.url)
    values = [(f"toy {number}",) for number in range(MANY)]
    named = [{"name": name} for (name,) in values]

    def executemany(_: int) -> None:
        with held, held.cursor() as cursor:
            cursor.executemany("INSERT INTO toys (name) VALUES (%s)", values)

    def in_one_statement(_: int) -> None:
        with held, held.cursor() as cursor:
            execute_values(cursor, "INSERT INTO toys (name) VALUES %s", values, page_size=MANY)

    def orm(_: int) -> None:
        with Session(engine) as session, session.begin():
            session.execute(insert(Toy), named)

    def core(_: int) -> None:
        with engine.begin() as connection:
            connection.execute(insert(toys), named)

    return {
        "executemany": executemany,
        "execute_values": in_one_statement,
        "ORM bulk": orm,
        "Core": core,
    }
