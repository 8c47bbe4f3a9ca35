"""A query on a pooled connection, tested before and not."""

from sqlalchemy import create_engine, text

from bench.claims.child.rows import Rows
from bench.layers.child.blocks import Call, Calls
from shared.settings import Settings


def make(settings: Settings, _: Rows) -> Calls:
    """Return the calls."""

    def asking(*, ping: bool) -> Call:
        engine = create_engine(settings.url, pool_pre_ping=ping)
        statement = text("SELECT 1")

        def ask(_: int) -> object:
            with engine.connect() as connection:
                return connection.execute(statement).scalar_one()

        return ask

    return {"pre-ping": asking(ping=True), "no pre-ping": asking(ping=False)}
