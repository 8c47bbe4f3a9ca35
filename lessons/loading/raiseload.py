"""A forgotten option becomes an error.

N+1 comes in silently: somebody adds an attribute to a page, and each row sends one more
statement. `raiseload` (or `lazy="raise"` on the relationship, as in shared/models.py) makes the
first touch fail instead, on the developer's machine and not in production.

See: https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html#preventing-unwanted-lazy-loads-using-raiseload
"""

from sqlalchemy import Engine, Select, select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, raiseload, selectinload

from lessons.lazy_models import User
from lessons.lesson import Lesson

USERS = 20

FORGOTTEN = select(User)
GUARDED = select(User).options(raiseload("*"))
COMPLETE = select(User).options(selectinload(User.toys), raiseload("*"))


def page(engine: Engine, statement: Select[User]) -> list[int]:
    """Count each user's toys."""
    with Session(engine) as session:
        users = session.scalars(statement).all()
        return [len(user.toys) for user in users]


def owners(engine: Engine, statement: Select[User]) -> list[int]:
    """Count the owners of each user's first toy."""
    with Session(engine) as session:
        users = session.scalars(statement).all()
        return [len(user.toys[0].owners) for user in users]


def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=10, each=3)
    with lesson.engine() as engine:
        lesson.code(page)
        lesson.step("Wrong: select(User), with the option forgotten")
        with lesson.sql(show=False) as sql:
            answer = page(engine, FORGOTTEN)
        lesson.figure("statements sent", sql.count)
        lesson.claim("the answer is right, so nobody notices", answer == [3] * USERS)
        lesson.claim(f"that it cost 1 + {USERS} statements", sql.count == 1 + USERS)

        lesson.step('Better: select(User).options(raiseload("*"))')
        with lesson.sql(show=False) as sql, lesson.raises(InvalidRequestError):
            page(engine, GUARDED)
        lesson.claim("the first touch failed, and sent nothing", sql.count == 1)

        lesson.step('Right: options(selectinload(User.toys), raiseload("*"))')
        with lesson.sql(show=False) as sql:
            answer = page(engine, COMPLETE)
        lesson.figure("statements sent", sql.count)
        lesson.claim("what is needed is loaded", (answer, sql.count) == ([3] * USERS, 2))
        lesson.say("All else raises, of the toys as well:")
        lesson.code(owners)
        with lesson.raises(InvalidRequestError):
            owners(engine, COMPLETE)
