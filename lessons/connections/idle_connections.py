"""Idle connections: what waits in a pool, and what must not.

A pool's idle connection is a process of the server that waits: memory, and one of
`max_connections`, but no harm. Idle *in a transaction* is another matter: that one still holds
its locks, keeps a migration waiting, and keeps VACUUM from cleaning up. It comes from a session
that was read from and never closed. `idle_in_transaction_session_timeout` ends such a backend.

See: https://docs.sqlalchemy.org/en/21/orm/session_basics.html#closing
See: https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT
"""

from contextlib import closing

import psycopg
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from lessons.backends import settled, settled_states
from lessons.lesson import Lesson
from shared.models import Toy

SIZE = 5
LIMIT = {"options": "-c idle_in_transaction_session_timeout=200"}


def forgotten(engine: Engine) -> Session:
    """Read, and forget to close."""
    session = Session(engine)
    session.scalars(select(Toy)).all()
    return session


def closed(engine: Engine) -> Session:
    """Read, and close."""
    with Session(engine) as session:
        session.scalars(select(Toy)).all()
    return session


def change_table(lesson: Lesson, column: str) -> None:
    """Do what a migration does, and give up after a moment."""
    with psycopg.connect(lesson.dsn, options="-c lock_timeout=200") as connection:
        connection.execute(f"ALTER TABLE toys ADD COLUMN {column} text")


def run(lesson: Lesson) -> None:
    """Look at what the server sees of a pool, of a forgotten session, and of a closed one."""
    lesson.step(f"A pool of {SIZE} after a busy moment")
    with lesson.engine(pool_size=SIZE) as engine:
        for connection in [engine.connect() for _ in range(SIZE)]:
            connection.close()
        seen = settled_states(lesson.dsn, SIZE)
        lesson.say(f"The server sees: {', '.join(seen)}.")
        lesson.claim(f"{SIZE} backends wait for work", seen == ["idle"] * SIZE)
    lesson.claim("engine.dispose() closes them", settled(lesson.dsn, 0) == 0)

    lesson.step("Wrong: a session that nobody closes")
    lesson.code(forgotten)
    with lesson.engine() as engine, closing(forgotten(engine)):
        seen = settled_states(lesson.dsn, 1)
        lesson.say(f"The server sees: {', '.join(seen)}.")
        lesson.claim("it sits in a transaction", seen == ["idle in transaction"])
        with lesson.raises(psycopg.errors.LockNotAvailable):
            change_table(lesson, "price")

    lesson.step("Right: a context manager closes it")
    lesson.code(closed)
    with lesson.engine() as engine:
        closed(engine)
        lesson.claim("nothing is left open", settled_states(lesson.dsn, 1) == ["idle"])
        change_table(lesson, "price")
        lesson.say("The migration goes through at once.")

    lesson.step("A net beneath: idle_in_transaction_session_timeout=200 (ms)")
    with lesson.engine(connect_args=LIMIT) as engine, closing(forgotten(engine)) as session:
        lesson.claim("the server ends the forgotten one", settled(lesson.dsn, 0) == 0)
        with lesson.raises(DBAPIError):
            session.scalars(select(Toy)).all()
