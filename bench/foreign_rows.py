"""Whether a database holds rows that neither the dataset nor a workload has put there."""

from typing import Final

from psycopg import sql

from bench.dataset import ENTITIES, connect
from bench.errors import UserError
from bench.rows import EPOCH, MICROSECONDS, SPREAD, STEP_S

MADE_UNDER_LOAD: Final = {
    "users": "email LIKE '%@load.example'",
    "toys": "name = 'Made under load'",
    "posts": "false",
}
"""What the workloads of locustfile.py leave behind."""

FOREIGN: Final = """
SELECT id FROM {table}
WHERE NOT ({made_under_load}) AND created_at <>
    {epoch} + id * {step_s} * interval '1 second'
    + id * {spread} % {microseconds} * interval '1 microsecond'
ORDER BY id LIMIT 1
"""
"""When a row of the dataset was made follows from its id alone, as in `bench.rows.moments`."""


def refuse_foreign_rows(url: str) -> None:
    """Raise `UserError` if the tables hold rows of somebody's own, whom `load` would delete."""
    with connect(url) as connection:
        for table in ENTITIES:
            query = sql.SQL(FOREIGN).format(
                table=sql.Identifier(table),
                made_under_load=sql.SQL(MADE_UNDER_LOAD[table]),
                epoch=sql.Literal(EPOCH),
                step_s=sql.Literal(STEP_S),
                spread=sql.Literal(SPREAD),
                microseconds=sql.Literal(MICROSECONDS),
            )
            if row := connection.execute(query).fetchone():
                raise UserError(
                    f"The database holds {table} of its own, which the dataset would replace,"
                    f" such as the one with the id {row[0]}: name an empty database with"
                    " --database-url."
                )
