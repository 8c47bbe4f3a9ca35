"""Flush sends, commit keeps.

`flush()` sends what has gathered in the session, inside of the transaction that is open; a query
does so by itself first (autoflush), so that it sees your changes. Only `commit()` makes them
last, and lets others see them.

See: https://docs.sqlalchemy.org/en/21/orm/session_basics.html
"""

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy


def save(session: Session) -> None:
    """Send it, and let it go again."""
    session.add(Toy(name="kite"))
    session.flush()


def keep(session: Session) -> None:
    """Send it, and keep it."""
    session.add(Toy(name="kite"))
    session.commit()


def seen_by_others(engine: Engine) -> int:
    with Session(engine) as other:
        return other.scalars(select(func.count(Toy.id))).one()


def run(lesson: Lesson) -> None:
    with lesson.engine() as engine:
        lesson.step("Wrong: flush() and nothing more")
        lesson.code(save)
        with lesson.sql() as sql, Session(engine) as session:
            save(session)
        lesson.claim("the INSERT was sent", "INSERT" in sql.verbs())
        lesson.claim("and rolled back when the session closed", sql.verbs()[-1] == "ROLLBACK")
        lesson.claim("so there is no toy", seen_by_others(engine) == 0)

        lesson.step("Right: commit(), which flushes first")
        lesson.code(keep)
        with lesson.sql() as sql, Session(engine) as session:
            keep(session)
        lesson.claim("the same INSERT", "INSERT" in sql.verbs())
        lesson.claim("and a COMMIT", sql.verbs()[-1] == "COMMIT")
        lesson.claim("so there is a toy", seen_by_others(engine) == 1)

        lesson.step("What flush() is good for: ids, and errors, before the commit")
        with Session(engine) as session:
            toy = Toy(name="ball")
            session.add(toy)
            lesson.claim("before flush() the toy has no id", toy.id is None)
            session.flush()
            lesson.claim("afterwards it has the one that the server gave", toy.id > 0)
            lesson.claim("others do not see it", seen_by_others(engine) == 1)
            session.commit()
            lesson.claim("until the commit", seen_by_others(engine) == 2)

        lesson.step("A query flushes by itself")
        with lesson.sql() as sql, Session(engine) as session:
            session.add(Toy(name="drum"))
            toys = session.scalars(select(func.count(Toy.id))).one()
        lesson.claim(
            "INSERT goes ahead of SELECT", sql.verbs() == ["BEGIN", "INSERT", "SELECT", "ROLLBACK"]
        )
        lesson.claim("so the query counts the toy that is not committed", toys == 3)
