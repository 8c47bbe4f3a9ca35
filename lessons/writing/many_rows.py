"""Many rows: executemany, insertmanyvalues, COPY.

A loop of single INSERTs waits for the server each time. With `executemany` the driver sends them
in a row and waits once. Where ids have to come back, SQLAlchemy puts a thousand rows into one
INSERT (insertmanyvalues). COPY is the server's own way in, for rows alone: nothing is quicker, and
nothing comes back.

See: https://docs.sqlalchemy.org/en/21/core/connections.html#insert-many-values-behavior-for-insert-statements
See: https://www.psycopg.org/psycopg3/docs/basic/copy.html
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, insert

from lessons.lesson import Lesson
from shared.models import Toy

ROWS = 1_500
NAMES = [f"toy {number}" for number in range(ROWS)]


def loop(connection: Connection) -> None:
    """Send one INSERT after the other."""
    for name in NAMES:
        connection.execute(insert(Toy).values(name=name))


def executemany(connection: Connection) -> None:
    """Send one INSERT with many sets of parameters."""
    connection.execute(insert(Toy), [{"name": name} for name in NAMES])


def insertmanyvalues(connection: Connection) -> None:
    """Send INSERTs of many rows each, whose ids come back."""
    statement = insert(Toy).returning(Toy.id)
    connection.execute(statement, [{"name": name} for name in NAMES])


def copy(connection: Connection) -> None:
    """Use the driver's own COPY."""
    driver: Any = connection.connection.driver_connection
    with driver.cursor().copy("COPY toys (name) FROM STDIN") as rows:
        for name in NAMES:
            rows.write_row([name])


WAYS: tuple[Callable[[Connection], None], ...] = (loop, executemany, insertmanyvalues, copy)


def made(engine: Engine, way: Callable[[Connection], None]) -> int:
    """Return how many rows it makes, and roll back."""
    with engine.connect() as connection:
        way(connection)
        count = connection.exec_driver_sql("SELECT count(*) FROM toys").scalar_one()
        connection.rollback()
    return int(count)


def run(lesson: Lesson) -> None:
    calls, times, rows, lines = {}, {}, {}, []
    with lesson.engine() as engine:
        for way in WAYS:
            name = way.__name__
            with lesson.sql(show=False) as sql:
                rows[name] = made(engine, way)
            calls[name] = sql.count - 1  # made() asks once itself
            times[name] = lesson.best(partial(made, engine, way), times=2)
            ids = "yes" if way is insertmanyvalues else "no"
            lines.append((name, calls[name], ids, f"{times[name] * 1e3:.0f} ms"))

    lesson.step(f"{ROWS:,} rows in four ways")
    lesson.code(*WAYS)
    lesson.say("COPY goes past SQLAlchemy, to the driver: so none of its calls are counted.")
    lesson.table(("way", "calls", "ids come back", "time"), lines, varies=("time",))
    lesson.claim(f"each makes {ROWS:,} rows", set(rows.values()) == {ROWS})
    lesson.claim("the loop calls the driver for each row", calls["loop"] == ROWS)
    lesson.claim("executemany once", calls["executemany"] == 1)
    lesson.claim("insertmanyvalues once for each thousand", calls["insertmanyvalues"] == 2)
    quicker = [name for name in times if times[name] * 2 < times["loop"]]
    lesson.claim(
        "each of the three takes less than half of the loop's time",
        quicker == ["executemany", "insertmanyvalues", "copy"],
    )
