"""One row by its key, with psycopg2 and through the ORM."""

import psycopg2
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bench.claims.child.rows import Rows, repository
from bench.layers.child import sql
from bench.layers.child.blocks import Calls
from shared.models import Toy
from shared.settings import Settings


def make(settings: Settings, rows: Rows) -> Calls:
    """Return the calls."""
    held = psycopg2.connect(settings.libpq_url)
    held.autocommit = True
    engine = create_engine(settings.url)
    row = sql.row("%s")
    raw, orm = repository(settings, "raw"), repository(settings, "orm")

    def cursor(number: int) -> object:
        with held.cursor() as found:
            found.execute(row, (rows.toy_id(number),))
            return found.fetchone()

    def session(number: int) -> object:
        with Session(engine) as opened:
            return opened.scalars(select(Toy).where(Toy.id == rows.toy_id(number))).one()

    return {
        "psycopg2 cursor": cursor,
        "ORM session": session,
        "psycopg2 with its pool": lambda number: raw.get_toy(rows.toy_id(number)),
        "ORM without BEGIN": lambda number: orm.get_toy(rows.toy_id(number)),
    }
