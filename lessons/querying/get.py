"""One row by its primary key.

`session.get` looks into the session first: what it knows already is not read again. An id that
names nothing gives None; `get_one` raises. Other conditions, even on unique columns, always send
a statement.

See: https://docs.sqlalchemy.org/en/21/orm/session_basics.html#get-by-primary-key
"""

from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import User


def by_select(session: Session) -> User | None:
    """Ask by a condition."""
    return session.scalars(select(User).where(User.id == 1)).one_or_none()


def by_get(session: Session) -> User | None:
    """Ask by the primary key."""
    return session.get(User, 1)


def run(lesson: Lesson) -> None:
    lesson.fill(users=3)
    with lesson.engine() as engine, Session(engine) as session:
        lesson.step("Wasteful: the same row twice, by a condition")
        lesson.code(by_select)
        with lesson.sql(show=False) as sql:
            first, second = by_select(session), by_select(session)
        lesson.figure("statements sent", sql.count)
        lesson.claim("two calls, two statements", sql.count == 2)
        lesson.claim("though both gave the very same object", first is second is not None)

    with lesson.engine() as engine, Session(engine) as session:
        lesson.step("Right: by get()")
        lesson.code(by_get)
        with lesson.sql() as sql:
            first, second = by_get(session), by_get(session)
        lesson.figure("statements sent", sql.count)
        lesson.claim("two calls, one statement", sql.count == 1)
        lesson.claim("and one object", first is second is not None)

        lesson.step("An id that names nothing")
        lesson.claim("get() gives None", session.get(User, 999) is None)
        with lesson.raises(NoResultFound):
            session.get_one(User, 999)
        lesson.claim(
            "and nothing is remembered: asking again sends again", asks_again(lesson, session)
        )


def asks_again(lesson: Lesson, session: Session) -> bool:
    """Return whether an unknown id is looked for each time."""
    with lesson.sql(show=False) as sql:
        session.get(User, 999)
    return sql.count == 1
