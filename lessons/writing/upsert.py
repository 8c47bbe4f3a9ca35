"""Upsert: insert, or update what is there.

Looking first and inserting then leaves a gap: somebody else may insert in between, and your
INSERT fails. `INSERT … ON CONFLICT` lets the server decide, in one statement and without a gap.
It is no UPDATE of SQLAlchemy's: a column's `onupdate` does not come by itself, so name it.

See: https://docs.sqlalchemy.org/en/21/orm/queryguide/dml.html#orm-upsert-statements
See: https://docs.sqlalchemy.org/en/21/dialects/postgresql.html#insert-on-conflict-upsert
"""

from collections.abc import Callable

from sqlalchemy import Engine, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import User

Event = Callable[[], None]
EMAIL = "ada@example.org"


def look_then_insert(session: Session, name: str, meanwhile: Event) -> None:
    """Look whether the user is there."""
    statement = select(User).where(User.email == EMAIL)
    user = session.scalars(statement).one_or_none()
    meanwhile()
    if user is None:
        session.add(User(name=name, email=EMAIL))
    else:
        user.name = name
    session.commit()


def upsert(session: Session, name: str) -> User:
    """Leave it to the server."""
    statement = insert(User).values(name=name, email=EMAIL)
    statement = statement.on_conflict_do_update(
        index_elements=[User.email],
        set_={"name": statement.excluded.name, "updated_at": func.now()},
    )
    user = session.scalars(statement.returning(User)).one()
    session.commit()
    return user


def ignore(session: Session, name: str) -> bool:
    """Insert unless it is there; say whether it was inserted."""
    statement = insert(User).values(name=name, email=EMAIL)
    statement = statement.on_conflict_do_nothing()
    user_id = session.scalar(statement.returning(User.id))
    session.commit()
    return user_id is not None


def names(engine: Engine) -> list[str]:
    """Return what all users are called."""
    with Session(engine) as session:
        return list(session.scalars(select(User.name)))


def run(lesson: Lesson) -> None:
    with lesson.engine() as engine:

        def somebody_else() -> None:
            with Session(engine) as other:
                other.add(User(name="Somebody else", email=EMAIL))
                other.commit()

        lesson.step("Wrong: look, then insert")
        lesson.code(look_then_insert)
        lesson.say("Meanwhile somebody else inserts a user with this address:")
        with lesson.raises(IntegrityError), Session(engine) as session:
            look_then_insert(session, "Ada", somebody_else)
        lesson.claim("the name was not written", names(engine) == ["Somebody else"])

        lesson.step("Right: ON CONFLICT DO UPDATE")
        lesson.code(upsert)
        with Session(engine) as session:
            with lesson.sql() as sql:
                user = upsert(session, "Ada")
            later = user.updated_at > user.created_at
        lesson.claim("one statement", sql.count == 1)
        lesson.claim("updated_at says that the row was changed", later)
        lesson.claim("the row that was there has the name", names(engine) == ["Ada"])

        lesson.step("Or: ON CONFLICT DO NOTHING")
        lesson.code(ignore)
        with Session(engine) as session:
            inserted = ignore(session, "Nobody")
        lesson.claim("nothing was inserted, and no error raised", not inserted)
        lesson.claim("the row is as it was", names(engine) == ["Ada"])
