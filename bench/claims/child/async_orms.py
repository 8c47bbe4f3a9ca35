"""One row by its key, through Tortoise and SQLAlchemy's asynchronous ORM, both on asyncpg."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bench.claims.child.rows import Rows, async_repository
from bench.layers.child.blocks import Calls
from shared.models import Toy
from shared.settings import Settings


async def make(settings: Settings, rows: Rows) -> Calls:
    """Return the calls."""
    engine = create_async_engine(settings.url)
    tortoise, orm = async_repository(settings, "tortoise"), async_repository(settings, "orm")

    async def session(number: int) -> object:
        async with AsyncSession(engine) as opened:
            found = await opened.scalars(select(Toy).where(Toy.id == rows.toy_id(number)))
            return found.one()

    return {
        "SQLAlchemy": session,
        "SQLAlchemy without BEGIN": lambda number: orm.get_toy(rows.toy_id(number)),
        "Tortoise": lambda number: tortoise.get_toy(rows.toy_id(number)),
    }
