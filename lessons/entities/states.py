"""Transient, pending, persistent, expired, detached.

An object and its row are two things. The state of an object says how they stand to each other:
whether the session knows it, whether its row exists, and whether its attributes still hold what
the row holds. `inspect(entity)` tells.

See: https://docs.sqlalchemy.org/en/21/orm/session_state_management.html
"""

from collections.abc import Callable

from sqlalchemy import Engine, inspect
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from shared.models import User

NAMES = ("transient", "pending", "persistent", "deleted", "detached")

LIFE: tuple[tuple[str, Callable[[Session, User], object]], ...] = (
    ("session.add(user)", lambda session, user: session.add(user)),
    ("session.flush()", lambda session, _: session.flush()),
    ("session.commit()", lambda session, _: session.commit()),
    ("user.name", lambda _, user: user.name),
    ("session.close()", lambda session, _: session.close()),
    ("session.add(user)", lambda session, user: session.add(user)),
    ("session.delete(user)", lambda session, user: session.delete(user)),
    ("session.flush()", lambda session, _: session.flush()),
    ("session.commit()", lambda session, _: session.commit()),
)


def open_session(engine: Engine) -> Session:
    return Session(engine)


def state(user: User) -> str:
    """Return what SQLAlchemy's inspection calls the state of an object."""
    found = inspect(user)
    (name,) = (name for name in NAMES if getattr(found, name))
    return f"{name}, expired" if found.expired else name


def run(lesson: Lesson) -> None:
    user = User(name="Ada", email="ada@example.org")
    seen = [("user = User(…)", state(user), "nothing")]
    with lesson.engine() as engine, open_session(engine) as session:
        for call, do in LIFE:
            with lesson.sql(show=False) as sql:
                do(session, user)
            seen.append((call, state(user), ", ".join(sql.verbs()) or "nothing"))

    lesson.step("One object's life")
    lesson.table(("call", "state after it", "what was sent"), seen)

    states = [name for _, name, _ in seen]
    sent_by = [sent for _, _, sent in seen]
    lesson.claim("a new object is transient: no session, no row", states[0] == "transient")
    lesson.claim(
        "add() makes it pending and sends nothing",
        (states[1], sent_by[1]) == ("pending", "nothing"),
    )
    lesson.claim(
        "flush() sends the INSERT: it is persistent, though not yet committed",
        (states[2], sent_by[2]) == ("persistent", "BEGIN, INSERT"),
    )
    lesson.claim("commit() expires it: others may change its row", states[3].endswith("expired"))
    lesson.claim(
        "so reading an attribute then sends a SELECT",
        (states[4], sent_by[4]) == ("persistent", "BEGIN, SELECT"),
    )
    lesson.claim("close() detaches it: a row, but no session", states[5] == "detached")
    lesson.claim("a session can take it back", states[6] == "persistent")
    lesson.claim(
        "delete() only notes it",
        (states[7], sent_by[7]) == ("persistent", "nothing"),
    )
    lesson.claim(
        "flush() looks for links to toys, and sends the DELETE",
        (states[8], sent_by[8]) == ("deleted", "BEGIN, SELECT, DELETE"),
    )
    lesson.claim("after commit() the object is left, detached", states[9] == "detached")
