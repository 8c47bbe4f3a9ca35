"""Create by object and by insert().

An object is added to the session and sent at the next flush; its id comes back with it. A
statement, `insert()`, sends values without any object in memory. Many objects that are flushed
together go in one statement, so it is the flush in a loop that is slow, not the ORM.

See: https://docs.sqlalchemy.org/en/21/tutorial/orm_data_manipulation.html
See: https://docs.sqlalchemy.org/en/21/orm/queryguide/dml.html#orm-bulk-insert-statements
"""

from sqlalchemy import insert
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy

NAMES = [f"toy {number}" for number in range(100)]


def one_by_object(session: Session) -> int:
    """Add an object."""
    toy = Toy(name="kite")
    session.add(toy)
    session.flush()
    return toy.id


def one_by_statement(session: Session) -> int:
    """Send the values."""
    statement = insert(Toy).values(name="ball").returning(Toy.id)
    return session.scalars(statement).one()


def many_one_at_a_time(session: Session) -> None:
    """Flush after each."""
    for name in NAMES:
        session.add(Toy(name=name))
        session.flush()


def many_by_object(session: Session) -> None:
    """Flush once."""
    session.add_all([Toy(name=name) for name in NAMES])
    session.flush()


def many_by_statement(session: Session) -> None:
    """Send many sets of values."""
    session.execute(insert(Toy), [{"name": name} for name in NAMES])


def run(lesson: Lesson) -> None:
    with lesson.engine() as engine, Session(engine) as session:
        for way in (one_by_object, one_by_statement):
            lesson.step(f"One: {way.__name__.removeprefix('one_').replace('_', ' ')}")
            lesson.code(way)
            with lesson.sql() as sql:
                toy_id = way(session)
            lesson.claim(
                "one INSERT, and the id is known", sql.verbs()[-1] == "INSERT" and toy_id > 0
            )

        lesson.step(f"Wrong for many: {len(NAMES)} objects, each flushed")
        lesson.code(many_one_at_a_time)
        with lesson.sql(show=False) as slow:
            many_one_at_a_time(session)
        lesson.figure("statements sent", slow.count)
        lesson.claim("a statement for each", slow.count == len(NAMES))

        lesson.step(f"Right: {len(NAMES)} objects, flushed together")
        lesson.code(many_by_object)
        with lesson.sql(parameters=False) as quick:
            many_by_object(session)
        lesson.claim("one statement", quick.count == 1)
        lesson.claim(f"that made {len(NAMES)} rows", quick.rows == len(NAMES))

        lesson.step("Right: no objects at all")
        lesson.code(many_by_statement)
        with lesson.sql(parameters=False) as sql:
            many_by_statement(session)
        lesson.claim("one call of the driver", sql.count == 1)
        lesson.claim(f"that made {len(NAMES)} rows", sql.rows == len(NAMES))
