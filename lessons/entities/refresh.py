"""Seeing what others wrote.

A session keeps one object for each row (the identity map). A query that meets the row again
gives you that object, with the attributes it has: what the query brought is thrown away, so that
your own changes are not overwritten. To see what others wrote, ask for it.

See: https://docs.sqlalchemy.org/en/21/orm/session_state_management.html#refreshing-expiring
See: https://docs.sqlalchemy.org/en/21/orm/queryguide/api.html#populate-existing
"""

from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import Toy

KITE = select(Toy).where(Toy.id == 1)


def ask_again(session: Session, _: Toy) -> None:
    """Send the query once more."""
    session.scalars(KITE).one()


def refresh(session: Session, toy: Toy) -> None:
    """Read the row of one object."""
    session.refresh(toy)


def refresh_one_attribute(session: Session, toy: Toy) -> None:
    """Read one column."""
    session.refresh(toy, attribute_names=["name"])


def populate_existing(session: Session, _: Toy) -> None:
    """Let a query overwrite all objects that it meets."""
    session.scalars(KITE.execution_options(populate_existing=True)).one()


def expire(session: Session, toy: Toy) -> None:
    """Forget what is known; it is read when it is touched."""
    session.expire(toy)


def rename(engine: Engine, name: str) -> None:
    with engine.begin() as other:
        other.execute(update(Toy).where(Toy.id == 1).values(name=name))


def run(lesson: Lesson) -> None:
    lesson.fill(toys=1)
    with lesson.engine() as engine, Session(engine) as session:
        toy = session.scalars(KITE).one()

        lesson.step("Wrong: ask again")
        rename(engine, "kite")
        lesson.say("Meanwhile somebody else has renamed the toy to 'kite'.")
        lesson.code(ask_again)
        with lesson.sql() as sql:
            ask_again(session, toy)
        lesson.claim("the query was sent", sql.verbs() == ["SELECT"])
        lesson.claim("and the object still has the old name", toy.name == "toy 1")

        for place, way in enumerate(
            (refresh, refresh_one_attribute, populate_existing, expire), start=1
        ):
            name = f"kite {place}"
            rename(engine, name)
            lesson.step(f"Right: {way.__name__.replace('_', ' ')}")
            lesson.code(way)
            with lesson.sql() as sql:
                way(session, toy)
                seen = toy.name
            lesson.claim("it took one SELECT", sql.verbs() == ["SELECT"])
            lesson.claim("and the object has the new name", seen == name)
