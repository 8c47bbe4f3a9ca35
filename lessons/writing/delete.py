"""Delete by object and by statement.

`session.delete(user)` is careful: it reads what belongs to the user, deletes the links, then the
row. A statement deletes the row, and the server's own rule (ON DELETE CASCADE) what hangs on
it, in one trip. Without such a rule the foreign key refuses.

See: https://docs.sqlalchemy.org/en/21/orm/cascades.html#using-foreign-key-on-delete-cascade-with-orm-relationships
"""

from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import User, user_toy


def by_object(session: Session) -> None:
    """Read a user, delete it."""
    user = session.get_one(User, 1)
    session.delete(user)
    session.commit()


def by_statement(session: Session) -> None:
    """Delete a user unseen."""
    session.execute(delete(User).where(User.id == 2))
    session.commit()


def many(session: Session) -> int:
    """Delete all users of a kind, and learn which."""
    statement = delete(User).where(User.id > 5).returning(User.id)
    deleted = session.scalars(statement).all()
    session.commit()
    return len(deleted)


def links(engine: Engine) -> int:
    """Return how many links between users and toys there are."""
    with Session(engine) as session:
        return session.scalars(select(func.count()).select_from(user_toy)).one()


def run(lesson: Lesson) -> None:
    lesson.fill(users=10, toys=10, each=3)
    with lesson.engine() as engine:
        lesson.step("By object")
        lesson.code(by_object)
        with lesson.sql() as careful, Session(engine) as session:
            by_object(session)
        lesson.figure("statements sent", careful.count)
        lesson.claim("two reads, two deletes", careful.count == 4)
        lesson.claim("the user's three links went too", links(engine) == 30 - 3)

        lesson.step("By statement")
        lesson.code(by_statement)
        with lesson.sql() as direct, Session(engine) as session:
            by_statement(session)
        lesson.figure("statements sent", direct.count)
        lesson.claim("one DELETE", direct.verbs() == ["BEGIN", "DELETE", "COMMIT"])
        lesson.claim("the server deleted the links", links(engine) == 30 - 6)

        lesson.step("Many, and which they were")
        lesson.code(many)
        with lesson.sql() as sql, Session(engine) as session:
            deleted = many(session)
        lesson.claim("one statement, five users", (sql.count, deleted) == (1, 5))
