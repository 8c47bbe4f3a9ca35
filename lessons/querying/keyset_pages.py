"""Pages by key, not by OFFSET.

`OFFSET 99980` makes the server read 99,980 rows and throw them away: each page costs more than
the one before it. And when a row is deleted meanwhile, everything moves up, and the next page
misses one. A keyset page asks for what comes after the last row that was seen: an index leads
there at once.

See: https://www.postgresql.org/docs/current/queries-limit.html
See: https://docs.sqlalchemy.org/en/21/core/selectable.html#sqlalchemy.sql.expression.Select.limit
"""

from collections.abc import Sequence
from functools import partial

from sqlalchemy import Engine, Select, delete, select, text
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy

TOYS = 100_000
SIZE = 20


def offset_page(number: int) -> Select[Toy]:
    """Return the page of a number, from 0."""
    return select(Toy).order_by(Toy.id).limit(SIZE).offset(number * SIZE)


def keyset_page(last_id: int) -> Select[Toy]:
    """Return the page after an id."""
    return select(Toy).where(Toy.id > last_id).order_by(Toy.id).limit(SIZE)


def ids(engine: Engine, page: Select[Toy]) -> Sequence[int]:
    """Return the ids on a page."""
    with Session(engine) as session:
        return [toy.id for toy in session.scalars(page)]


def rows_read(engine: Engine, page: Select[Toy]) -> int:
    """Return how many rows the server reads for a page, by its own account."""
    compiled = page.compile(engine, compile_kwargs={"literal_binds": True})
    with engine.connect() as connection:
        plan = connection.scalar(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {compiled}"))
    node = plan[0]["Plan"]
    while "Plans" in node:
        (node,) = node["Plans"]
    return int(node["Actual Rows"])


def run(lesson: Lesson) -> None:
    lesson.fill(toys=TOYS)
    deep = TOYS // SIZE - 1
    pages = {
        "OFFSET, first page": offset_page(0),
        "OFFSET, last page": offset_page(deep),
        "keyset, first page": keyset_page(0),
        "keyset, last page": keyset_page(deep * SIZE),
    }
    with lesson.engine() as engine:
        lesson.step(f"{TOYS:,} toys in pages of {SIZE}")
        lesson.code(offset_page, keyset_page)
        found = {name: ids(engine, page) for name, page in pages.items()}
        read = {name: rows_read(engine, page) for name, page in pages.items()}
        times = {name: lesson.best(partial(ids, engine, page)) for name, page in pages.items()}
        lesson.table(
            ("page", "rows read by the server", "time"),
            [(name, read[name], f"{times[name] * 1e3:.1f} ms") for name in pages],
            varies=("time",),
        )
        lesson.claim(
            "both show the same last page", found["OFFSET, last page"] == found["keyset, last page"]
        )
        lesson.claim("OFFSET reads all rows before it", read["OFFSET, last page"] == TOYS)
        lesson.claim("keyset reads a page, however deep", read["keyset, last page"] == SIZE)
        lesson.claim(
            "so the last page takes more than twice as long by OFFSET",
            times["OFFSET, last page"] > 2 * times["keyset, last page"],
        )

        lesson.step("Somebody deletes a toy of the first page, then we ask for the second")
        first = ids(engine, offset_page(0))
        with engine.begin() as connection:
            connection.execute(delete(Toy).where(Toy.id == first[0]))
        by_offset, by_key = ids(engine, offset_page(1)), ids(engine, keyset_page(first[-1]))
        lesson.figure("first id of the second page, OFFSET", by_offset[0])
        lesson.figure("first id of the second page, keyset", by_key[0])
        lesson.claim("OFFSET misses a toy", by_offset[0] == first[-1] + 2)
        lesson.claim("keyset goes on where we were", by_key[0] == first[-1] + 1)
