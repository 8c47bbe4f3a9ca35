"""A killed connection: who notices, and who does not.

A restart, a failover or an administrator ends connections while they lie in the pool. The pool
does not know. Without pre-ping the next caller gets an error; SQLAlchemy then throws all older
connections away, so only one caller suffers. With pre-ping nobody does. Neither helps in the
middle of a transaction: that is gone, and only your code knows how to do it again.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#dealing-with-disconnects
See: https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-ADMIN-SIGNAL
"""

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.exc import DBAPIError

from lessons.backends import BACKEND_PID, terminate
from lessons.lesson import Lesson
from shared.models import Toy

PRE_PING = True


def backend(engine: Engine) -> int:
    """Return which of the server's processes answers."""
    with engine.connect() as connection:
        return connection.execute(BACKEND_PID).scalar_one()


def run(lesson: Lesson) -> None:
    """Kill a pool's connection, and use the engine."""
    lesson.step("Without pre-ping: the next caller finds out")
    lesson.code(backend)
    with lesson.engine() as engine:
        with engine.connect() as one, engine.connect() as other:
            killed = [connection.execute(BACKEND_PID).scalar_one() for connection in (one, other)]
        for pid in killed:
            terminate(lesson.dsn, pid)
        lesson.say("Two connections were in the pool; the server has killed both.")
        with lesson.raises(DBAPIError) as caught:
            backend(engine)
        error = caught[0]
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        lesson.claim("SQLAlchemy knows: error.connection_invalidated is true", lost)
        lesson.claim(
            "the caller after that is spared: the whole pool was replaced",
            survived(engine) not in (0, *killed),
        )

    lesson.step("With pool_pre_ping=True: nobody does")
    with lesson.engine(pool_pre_ping=PRE_PING) as engine:
        before = backend(engine)
        terminate(lesson.dsn, before)
        fresh = survived(engine)
        lesson.figure("backend before", before, varies=True)
        lesson.figure("backend after", fresh, varies=True)
        lesson.claim(
            "the next caller gets a new connection, and no error", fresh not in (0, before)
        )

        lesson.step("In the middle of a transaction: no ping helps")
        with lesson.raises(DBAPIError), engine.begin() as connection:
            connection.execute(insert(Toy).values(name="half done"))
            terminate(lesson.dsn, connection.execute(BACKEND_PID).scalar_one())
            connection.execute(insert(Toy).values(name="never sent"))
        with engine.connect() as connection:
            toys = connection.execute(select(func.count()).select_from(Toy)).scalar_one()
        lesson.figure("toys stored", toys)
        lesson.claim("nothing of it was kept; doing it again is your part", toys == 0)


def survived(engine: Engine) -> int:
    """Return which backend answers, or 0 when there is an error."""
    try:
        return backend(engine)
    except DBAPIError:
        return 0
