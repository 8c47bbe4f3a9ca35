"""asyncpg and psycopg: many rows, one row; alone, and several at once.

Each of the tasks that call at once has a connection of its own: call `number` is its caller's.
"""

from typing import Final

import asyncpg
import psycopg
import psycopg2

from bench.claims.child.rows import Rows
from bench.layers.child import sql
from bench.layers.child.blocks import Calls
from shared.settings import Settings

TASKS: Final = 10

TYPES: Final = """
SELECT typname, typnamespace, typowner, typlen, typbyval, typcategory, typispreferred,
       typisdefined, typdelim, typrelid, typelem, typarray
FROM pg_type
"""


async def make(settings: Settings, rows: Rows) -> Calls:
    """Return the calls."""
    url = settings.libpq_url
    theirs = [await asyncpg.connect(url) for _ in range(TASKS)]
    ours = [await psycopg.AsyncConnection.connect(url, autocommit=True) for _ in range(TASKS)]
    blocking = psycopg2.connect(url)
    blocking.autocommit = True
    dollar, percent = sql.row("$1"), sql.row("%s")

    async def asyncpg_many(number: int) -> object:
        return await theirs[number % TASKS].fetch(TYPES)

    async def psycopg_many(number: int) -> object:
        return await (await ours[number % TASKS].execute(TYPES)).fetchall()

    async def asyncpg_one(number: int) -> object:
        return await theirs[number % TASKS].fetchrow(dollar, rows.toy_id(number))

    async def psycopg_one(number: int) -> object:
        cursor = await ours[number % TASKS].execute(percent, (rows.toy_id(number),))
        return await cursor.fetchone()

    async def psycopg2_alone(number: int) -> object:
        with blocking.cursor() as cursor:  # nothing else is on the loop that it blocks
            cursor.execute(percent, (rows.toy_id(number),))
            return cursor.fetchone()

    async def asyncpg_alone(number: int) -> object:
        return await theirs[0].fetchrow(dollar, rows.toy_id(number))

    return {
        "asyncpg, many rows": asyncpg_many,
        "psycopg, many rows": psycopg_many,
        "asyncpg, one row": asyncpg_one,
        "psycopg, one row": psycopg_one,
        "psycopg2 alone": psycopg2_alone,
        "asyncpg alone": asyncpg_alone,
    }
