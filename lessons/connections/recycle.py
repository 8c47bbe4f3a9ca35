"""Recycle: a connection that is too old is replaced.

Firewalls and proxies drop connections without a word when they are old or silent. With
`pool_recycle`, the pool replaces a connection that is older than so many seconds. It looks at the
age when the connection is taken, and at no other time: nothing runs in the background, and a
connection in use is left alone.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#setting-pool-recycle
"""

import time

from sqlalchemy import Connection, Engine

from lessons.backends import BACKEND_PID, ask, settled
from lessons.lesson import Lesson

RECYCLE_S = 1
PAUSE_S = 1.2


def backend(connection: Connection) -> int:
    """Return which of the server's processes answers."""
    return connection.execute(BACKEND_PID).scalar_one()


def taken_anew(engine: Engine) -> int:
    """Return which one answers on a connection out of the pool."""
    with engine.connect() as connection:
        return backend(connection)


def alive(lesson: Lesson, pid: int) -> bool:
    return ask(lesson.dsn, "SELECT count(*) FROM pg_stat_activity WHERE pid = %s", pid) == [(1,)]


def run(lesson: Lesson) -> None:
    """Use two engines, pause, and use them again."""
    with (
        lesson.engine() as keeping,
        lesson.engine(pool_recycle=RECYCLE_S) as recycling,
        recycling.connect() as in_use,
    ):
        lesson.step("Three connections, then a pause of 1.2 seconds")
        lesson.code(taken_anew)
        kept, pooled, busy = taken_anew(keeping), taken_anew(recycling), backend(in_use)
        time.sleep(PAUSE_S)

        lesson.step("Without pool_recycle (the default, -1)")
        lesson.claim("the same connection goes on", taken_anew(keeping) == kept)

        lesson.step(f"With pool_recycle={RECYCLE_S}")
        lesson.claim("nobody closed it when its time was over", alive(lesson, pooled))
        fresh = taken_anew(recycling)
        lesson.figure("backend before the pause", pooled, varies=True)
        lesson.figure("backend after it", fresh, varies=True)
        lesson.claim("whoever took it next got a new one", fresh != pooled)
        lesson.claim("and the old one is closed", settled(lesson.dsn, 3) == 3)

        lesson.step("In use for longer than that")
        lesson.claim("a connection that is in use is not replaced", backend(in_use) == busy)
