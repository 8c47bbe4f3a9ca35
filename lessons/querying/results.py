"""execute, scalars, scalar: what each returns.

All three send the statement at once. `execute` gives rows, and a row is like a tuple even
when it holds one entity. `scalars` gives the first column of each row: what you want for entities.
`scalar` gives the first column of the first row and drops the rest without a word; `one()`
raises unless there is exactly one row. A result can be read once.

See: https://docs.sqlalchemy.org/en/21/core/connections.html#sqlalchemy.engine.Result
See: https://docs.sqlalchemy.org/en/21/orm/queryguide/select.html
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import User

USERS = select(User).order_by(User.id)
COLUMNS = select(User.id, User.name).order_by(User.id)
COUNT = select(func.count(User.id))
NOBODY = select(User).where(User.id == 999)

CALLS: tuple[tuple[str, Callable[[Session], object]], ...] = (
    ("execute(USERS).all()", lambda session: session.execute(USERS).all()),
    ("scalars(USERS).all()", lambda session: session.scalars(USERS).all()),
    ("scalar(USERS)", lambda session: session.scalar(USERS)),
    ("execute(COLUMNS).all()", lambda session: session.execute(COLUMNS).all()),
    ("scalars(COLUMNS).all()", lambda session: session.scalars(COLUMNS).all()),
    ("scalar(COUNT)", lambda session: session.scalar(COUNT)),
    ("scalar(NOBODY)", lambda session: session.scalar(NOBODY)),
    ("scalars(NOBODY).all()", lambda session: session.scalars(NOBODY).all()),
)


def name_of_first(session: Session) -> str:
    """Take a row for the entity in it."""
    first: Any = session.execute(USERS).first()
    return str(first.name)


def shown(value: object) -> str:
    """Return a value as a person would write it."""
    if isinstance(value, User):
        return f"<User {value.id}>"
    if isinstance(value, list):
        return f"[{', '.join(map(shown, value))}]"
    if isinstance(value, Row):
        return f"({', '.join(map(shown, value))}{',' * (len(value) == 1)})"
    return repr(value)


def run(lesson: Lesson) -> None:
    lesson.fill(users=2)
    with lesson.engine() as engine, Session(engine) as session:
        lesson.step("Wrong: a row is not the entity in it")
        lesson.code(name_of_first)
        with lesson.raises(AttributeError):
            name_of_first(session)

        lesson.step("What each call returns")
        lesson.say("USERS selects the entity, COLUMNS its id and name, COUNT one figure.")
        returned = {call: shown(do(session)) for call, do in CALLS}
        lesson.table(("session. …", "returns"), list(returned.items()))
        lesson.claim(
            "execute: rows, of one entity each",
            returned["execute(USERS).all()"] == "[(<User 1>,), (<User 2>,)]",
        )
        lesson.claim(
            "scalars: the entities themselves",
            returned["scalars(USERS).all()"] == "[<User 1>, <User 2>]",
        )
        lesson.claim(
            "scalar: the first, though there are two", returned["scalar(USERS)"] == "<User 1>"
        )
        lesson.claim(
            "scalars drops all columns but the first",
            returned["scalars(COLUMNS).all()"] == "[1, 2]",
        )
        lesson.claim("no row: None, or an empty list", returned["scalar(NOBODY)"] == "None")

        lesson.step("Exactly one, or an error")
        with lesson.raises(MultipleResultsFound):
            session.scalars(USERS).one()
        with lesson.raises(NoResultFound):
            session.scalars(NOBODY).one()

        lesson.step("When")
        with lesson.sql(show=False) as sql:
            result = session.scalars(USERS)
            sent = sql.count
        lesson.claim("the statement is sent by the call, before a row is taken", sent == 1)
        lesson.claim("a result gives its rows", len(result.all()) == 2)
        lesson.claim("once", len(result.all()) == 0)
