"""A transaction that fails half way leaves nothing.

Two steps belong together: a toy goes from one user to another. When the second one fails, the
first one must not stay. With a commit after each step it does. In one transaction (`begin()`:
commit at the end, rollback on any error) it cannot. A savepoint (`begin_nested()`) lets one step
fail without the others.

See: https://docs.sqlalchemy.org/en/21/orm/session_transaction.html
"""

from collections.abc import Callable

from sqlalchemy import Engine, delete, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import User, user_toy

NOBODY = 999


def take(session: Session, toy_id: int) -> None:
    """Take a toy from whoever has it."""
    session.execute(delete(user_toy).where(user_toy.c.toy_id == toy_id))


def give(session: Session, toy_id: int, user_id: int) -> None:
    """Give a toy to a user."""
    session.execute(insert(user_toy).values(user_id=user_id, toy_id=toy_id))


def step_by_step(engine: Engine, toy_id: int, user_id: int) -> None:
    """Commit each step."""
    with Session(engine) as session:
        take(session, toy_id)
        session.commit()
        give(session, toy_id, user_id)
        session.commit()


def together(engine: Engine, toy_id: int, user_id: int) -> None:
    """Commit once, at the end."""
    with Session(engine) as session, session.begin():
        take(session, toy_id)
        give(session, toy_id, user_id)


def all_that_can(engine: Engine, emails: list[str]) -> list[str]:
    """Create users, and let those fail who are there."""
    failed = []
    with Session(engine) as session, session.begin():
        for email in emails:
            try:
                with session.begin_nested():
                    session.add(User(name=email, email=email))
            except IntegrityError:
                failed.append(email)
    return failed


def owned(engine: Engine) -> int:
    """Return how many toys have an owner."""
    with Session(engine) as session:
        return len(session.execute(select(user_toy)).all())


def attempt(lesson: Lesson, engine: Engine, move: Callable[[Engine, int, int], None]) -> list[str]:
    """Give toy 2 to somebody who does not exist; return what was sent."""
    lesson.code(move)
    with lesson.sql(show=False) as sql, lesson.raises(IntegrityError):
        move(engine, 2, NOBODY)
    return sql.boundaries


def run(lesson: Lesson) -> None:
    lesson.fill(users=2, toys=2, each=1)
    with lesson.engine() as engine:
        lesson.say("Two users have a toy each. One toy goes to user 999, who does not exist.")
        lesson.step("Wrong: a commit after each step")
        sent = attempt(lesson, engine, step_by_step)
        lesson.claim("the first step was committed", sent.count("COMMIT") == 1)
        lesson.claim("the toy belongs to nobody now", owned(engine) == 1)

        lesson.step("Right: one transaction")
        with Session(engine) as session, session.begin():
            give(session, 2, 2)
        sent = attempt(lesson, engine, together)
        lesson.claim("nothing was committed", "COMMIT" not in sent)
        lesson.claim("both toys have their owners still", owned(engine) == 2)

        lesson.step("A savepoint: let one step fail, keep the others")
        lesson.code(all_that_can)
        failed = all_that_can(engine, ["a@example.org", "user1@example.org", "b@example.org"])
        with Session(engine) as session:
            users = len(session.scalars(select(User)).all())
        lesson.claim("the one that was there failed", failed == ["user1@example.org"])
        lesson.claim("the two others were created", users == 4)
