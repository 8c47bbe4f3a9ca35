"""Size, overflow, timeout: the 11th caller waits, then fails.

`pool_size` connections are kept. `max_overflow` more may be opened under load, and are closed
when they come back. Whoever comes then waits `pool_timeout` seconds for a connection, and gets an
error that says so: time to ask why all of them are out, before making the pool larger.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#sqlalchemy.pool.QueuePool
See: https://docs.sqlalchemy.org/en/21/errors.html#error-3o7r
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import TimeoutError as PoolTimeout

from lessons.backends import BACKEND_PID, settled
from lessons.lesson import Lesson

SIZE, OVERFLOW, TIMEOUT_S = 7, 3, 0.5
LIMITS: dict[str, Any] = {"pool_size": SIZE, "max_overflow": OVERFLOW}
CALLERS = SIZE + OVERFLOW


@contextmanager
def all_taken(engine: Engine) -> Iterator[list[Connection]]:
    """Take as many connections as the pool gives out, and give back those that are left."""
    taken = [engine.connect() for _ in range(CALLERS)]
    try:
        yield taken
    finally:
        for connection in taken:
            connection.close()


def run(lesson: Lesson) -> None:
    """Take ten connections, then one more."""
    lesson.say(f"An engine with pool_size={SIZE}, max_overflow={OVERFLOW}: ten connections.")
    with lesson.engine(**LIMITS, pool_timeout=TIMEOUT_S) as engine:
        with all_taken(engine):
            lesson.step("Ten callers get a connection each")
            backends = settled(lesson.dsn, CALLERS)
            lesson.figure("backends of the server", backends)
            lesson.claim("the server has ten backends for us", backends == CALLERS)

            lesson.step(f"The 11th waits pool_timeout={TIMEOUT_S} seconds, then fails")
            with lesson.timed() as watch, lesson.raises(PoolTimeout), engine.connect():
                pass
            lesson.figure("waited", f"{watch.seconds:.2f}", "s", varies=True)
            lesson.claim("it waited for all of the timeout", watch.seconds >= TIMEOUT_S * 0.9)

        lesson.step("All ten come back")
        left = settled(lesson.dsn, SIZE)
        lesson.figure("backends of the server", left)
        lesson.claim("seven were kept; the three of the overflow are closed", left == SIZE)

    with lesson.engine(**LIMITS, pool_timeout=10) as engine, all_taken(engine) as taken:
        lesson.step("One comes back in time: the 11th gets it")
        backends_of_ten = {one.execute(BACKEND_PID).scalar_one() for one in taken}
        giver = Timer(0.1, taken.pop().close)
        giver.start()
        with lesson.timed() as watch, engine.connect() as eleventh:
            lesson.claim("it got one", not eleventh.closed)
            backend = eleventh.execute(BACKEND_PID).scalar_one()
        giver.join()
        lesson.figure("waited", f"{watch.seconds:.2f}", "s", varies=True)
        lesson.claim("one of the ten: no eleventh was opened for it", backend in backends_of_ten)
