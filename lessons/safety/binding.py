"""Binding against string building.

A value that is put into the text of a statement becomes part of it, and whoever wrote the value
writes the statement. A bound parameter stays a value, whatever is in it: psycopg and asyncpg send
it beside the text, and psycopg2 quotes it on its way into the text. `select()` and `insert()` bind
by themselves; in `text()` it takes a `:name`.

See: https://docs.sqlalchemy.org/en/21/tutorial/dbapi_transactions.html#sending-parameters
See: https://www.psycopg.org/psycopg3/docs/basic/params.html
See: https://www.psycopg.org/psycopg3/docs/basic/from_pg2.html#server-side-binding
"""

from sqlalchemy import Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy

TOYS = 5
NOSY = "' OR true --"
DROP_POST_TOY = "kite'); DROP TABLE post_toy; --"
DROP_USER_TOY = "kite'); DROP TABLE user_toy; --"
MY_TEXT = "SELECT query FROM pg_stat_activity WHERE pid = pg_backend_pid()"
QUOTED = "'kite''); DROP TABLE user_toy; --'"


def find_by_text(engine: Engine, name: str) -> int:
    """Put the name into the text."""
    statement = f"SELECT id FROM toys WHERE name = '{name}'"
    with engine.connect() as connection:
        return len(connection.execute(text(statement)).all())


def create_by_text(engine: Engine, name: str) -> None:
    """Put the name into the text."""
    statement = f"INSERT INTO toys (name) VALUES ('{name}')"
    with engine.begin() as connection:
        connection.execute(text(statement))


def find(engine: Engine, name: str) -> int:
    """Bind the name in a text."""
    statement = text("SELECT id FROM toys WHERE name = :name")
    with engine.connect() as connection:
        return len(connection.execute(statement, {"name": name}).all())


def create(engine: Engine, name: str) -> None:
    """Let the ORM bind it."""
    with Session(engine) as session:
        session.add(Toy(name=name))
        session.commit()


def received(engine: Engine, name: str) -> str:
    """Bind the name, and return the text of that very statement as the server has it."""
    statement = text(f"{MY_TEXT} AND :name <> ''").bindparams(name=name)
    with engine.connect() as connection:
        return str(connection.execute(statement).scalar_one())


async def send(engine: AsyncEngine, statement: str) -> int:
    """Send a text on an asynchronous engine, and return how many rows it was about."""
    async with engine.begin() as connection:
        return (await connection.execute(text(statement))).rowcount


def last_name(engine: Engine) -> str:
    """Return what the newest toy is called."""
    with Session(engine) as session:
        return session.scalars(select(Toy.name).order_by(Toy.id.desc())).first() or ""


async def run(lesson: Lesson) -> None:
    lesson.fill(toys=TOYS)
    with lesson.engine("psycopg") as engine:
        lesson.step("Wrong: built into the text")
        lesson.code(find_by_text)
        with lesson.sql():
            found = find_by_text(engine, NOSY)
        lesson.claim("the name ' OR true -- finds every toy", found == TOYS)
        lesson.code(create_by_text)
        with lesson.sql():
            create_by_text(engine, DROP_POST_TOY)
        lesson.claim("a name has dropped a table", not inspect(engine).has_table("post_toy"))

        lesson.step("Right: bound")
        lesson.code(find)
        with lesson.sql():
            found = find(engine, NOSY)
        lesson.claim("no toy has the name ' OR true --", found == 0)
        lesson.code(create)
        with lesson.sql() as sql:
            create(engine, DROP_USER_TOY)
        lesson.claim("the text does not hold the value", "DROP" not in sql.statements[0].sql)
        lesson.claim("the name is read back as it was", last_name(engine) == DROP_USER_TOY)
        lesson.claim("and the table is there", inspect(engine).has_table("user_toy"))

        lesson.step("How a bound value gets to the server")
        lesson.code(received)
        apart = received(engine, DROP_USER_TOY)
        lesson.claim(
            "psycopg sends it apart: the text has $1", "$1" in apart and "DROP" not in apart
        )
    with lesson.engine("psycopg2") as engine:
        within = received(engine, DROP_USER_TOY)
        lesson.claim("psycopg2 sends it in the text, quoted: 'kite''); DROP …", QUOTED in within)
        create(engine, DROP_USER_TOY)
        lesson.claim("and that is safe as well", inspect(engine).has_table("user_toy"))

    lesson.step("No driver saves you from the wrong way")
    async with lesson.async_engine("asyncpg") as asyncpg:
        with lesson.raises(DBAPIError):
            await send(asyncpg, f"INSERT INTO toys (name) VALUES ('{DROP_USER_TOY}')")
        lesson.say("asyncpg prepares what it sends, and several commands cannot be prepared.")
        found = await send(asyncpg, f"SELECT id FROM toys WHERE name = '{NOSY}'")
        lesson.claim("but ' OR true -- finds every toy there too", found >= TOYS)
    with lesson.engine("psycopg2") as engine:
        create_by_text(engine, DROP_USER_TOY)
        lesson.claim("psycopg2 drops the table", not inspect(engine).has_table("user_toy"))
