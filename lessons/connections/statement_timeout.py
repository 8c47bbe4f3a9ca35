"""Statement timeout: each driver's way to stop a query.

Without a limit, one bad query keeps its connection for as long as it likes. The server's
`statement_timeout` ends it there, whatever the client does; it is sent on connecting, through
libpq's `options` or asyncpg's `server_settings`. asyncpg's `command_timeout` is a clock in the
client: it stops waiting, and asks the server to cancel. `SET LOCAL` gives one transaction another
limit. The connection stays usable in all cases.

See: https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-STATEMENT-TIMEOUT
See: https://magicstack.github.io/asyncpg/current/api/index.html#connection
See: https://docs.sqlalchemy.org/en/21/core/engines.html#custom-dbapi-args
"""

from typing import Any

from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from lessons.lesson import Lesson

QUERY_S = 5
LIBPQ: dict[str, Any] = {"options": "-c statement_timeout=200"}
ASYNCPG: dict[str, Any] = {"server_settings": {"statement_timeout": "200"}}
CLIENT: dict[str, Any] = {"command_timeout": 0.2}
CANCELLED = "57014"


def slow(engine: Engine) -> None:
    """Send a query that takes far too long."""
    with engine.connect() as connection:
        connection.execute(select(func.pg_sleep(QUERY_S)))


async def slow_async(engine: AsyncEngine) -> None:
    """Do the same on an asynchronous engine."""
    async with engine.connect() as connection:
        await connection.execute(select(func.pg_sleep(QUERY_S)))


def hasty(engine: Engine, seconds: float) -> None:
    """Send a query under a limit of this transaction's own."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL statement_timeout = '100ms'"))
        connection.execute(select(func.pg_sleep(seconds)))


def limit(engine: Engine) -> str:
    """Return the limit of the next transaction."""
    with engine.connect() as connection:
        return str(connection.execute(text("SHOW statement_timeout")).scalar_one())


def sqlstate(error: BaseException) -> str:
    """Return PostgreSQL's code of an error, whichever driver raised it."""
    original: Any = getattr(error, "orig", None)
    return str(getattr(original, "sqlstate", None) or getattr(original, "pgcode", ""))


async def run(lesson: Lesson) -> None:
    """Let a query of five seconds run into a limit of 0.2, four times."""
    lesson.say("Every query here would take five seconds.")
    for driver in ("psycopg2", "psycopg"):
        lesson.step(f"{driver}: connect_args={LIBPQ}")
        with lesson.engine(driver, connect_args=LIBPQ) as engine:
            with lesson.timed() as watch, lesson.raises(DBAPIError) as caught:
                slow(engine)
            lesson.claim(f"SQLSTATE {CANCELLED}", sqlstate(caught[0]) == CANCELLED)
            lesson.claim("long before the query's end", watch.seconds < QUERY_S / 2)

    lesson.step(f"asyncpg: connect_args={ASYNCPG}")
    async with lesson.async_engine("asyncpg", connect_args=ASYNCPG) as async_engine:
        with lesson.timed() as watch, lesson.raises(DBAPIError) as caught:
            await slow_async(async_engine)
        lesson.claim(f"SQLSTATE {CANCELLED}", sqlstate(caught[0]) == CANCELLED)
        lesson.claim("long before the query's end", watch.seconds < QUERY_S / 2)

    lesson.step(f"asyncpg, by the client's clock: connect_args={CLIENT}")
    async with lesson.async_engine("asyncpg", connect_args=CLIENT) as async_engine:
        with lesson.timed() as watch, lesson.raises(TimeoutError):
            await slow_async(async_engine)
        lesson.claim("long before the query's end", watch.seconds < QUERY_S / 2)
        async with async_engine.connect() as connection:
            lesson.claim("the engine goes on", await connection.scalar(select(1)) == 1)

    lesson.step("Any driver: another limit for one transaction")
    with lesson.engine() as engine:
        lesson.code(hasty)
        before = limit(engine)
        with lesson.raises(DBAPIError):
            hasty(engine, QUERY_S)
        lesson.claim("after it the connection has its old limit again", limit(engine) == before)
        hasty(engine, 0)
        lesson.claim("and after one that was committed, too", limit(engine) == before)
