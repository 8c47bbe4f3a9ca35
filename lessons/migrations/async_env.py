"""An async `env.py`: migrations over asyncpg.

Alembic is synchronous. With an asynchronous driver its usual `env.py` fails with `MissingGreenlet`.
An async one connects with `create_async_engine` and hands the same synchronous function to
`connection.run_sync`; revisions stay as they are. `alembic init --template async` writes one. It
ends in `asyncio.run`, so within a running event loop call Alembic in a thread.

See: https://alembic.sqlalchemy.org/en/latest/cookbook.html#using-asyncio-with-alembic
See: https://docs.sqlalchemy.org/en/21/errors.html#error-xd2s
See: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#sqlalchemy.ext.asyncio.AsyncConnection.run_sync
"""

import asyncio
from warnings import catch_warnings, simplefilter

import sqlalchemy as sa
from alembic import context, op
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import MissingGreenlet
from sqlalchemy.ext.asyncio import create_async_engine

from lessons.lesson import Lesson
from lessons.revisions import env, tables, workshop

IMPORTS = """
import asyncio
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
"""


def crates() -> None:
    """Make the table."""
    op.create_table("crates", sa.Column("id", sa.Integer, primary_key=True))


def migrate(connection: Connection) -> None:
    """Run the revisions."""
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


def connect() -> None:
    """Connect as the usual env.py does."""
    engine = create_engine(context.config.attributes["url"])
    with engine.connect() as connection:
        migrate(connection)


async def connect_async() -> None:
    """Connect with an asynchronous driver."""
    engine = create_async_engine(context.config.attributes["url"])
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


WRONG = env(migrate, connect, imports=IMPORTS, call="connect()")
RIGHT = env(migrate, connect_async, imports=IMPORTS, call="asyncio.run(connect_async())")


def run(lesson: Lesson) -> None:
    """Migrate with asyncpg, through both kinds of env.py."""
    url = lesson.url("asyncpg")
    lesson.step("Wrong: the usual env.py, with postgresql+asyncpg://")
    lesson.code(migrate, connect)
    with workshop(lesson, env_text=WRONG, url=url) as alembic:
        alembic.write("0001", None, crates)
        with catch_warnings(), lesson.raises(MissingGreenlet):
            simplefilter("ignore")  # Python adds that asyncpg's coroutine was never awaited
            alembic.run("upgrade", "head")

    lesson.step("Right: run_sync")
    lesson.code(connect_async)
    with workshop(lesson, env_text=RIGHT, url=url) as alembic:
        alembic.write("0001", None, crates)
        alembic.run("upgrade", "head")
        lesson.claim("the table is there", "crates" in tables(lesson))
        here = alembic.run("current")
        lesson.claim("the database is at the revision", "0001 (head)" in here)

    lesson.step("Right: from within a running event loop, in a thread")
    with workshop(lesson, env_text=RIGHT, url=url) as alembic:
        alembic.write("0001", None, crates)

        async def start_up() -> None:
            await asyncio.to_thread(alembic.run, "upgrade", "head")

        asyncio.run(start_up())
        lesson.claim("the table is there", "crates" in tables(lesson))
