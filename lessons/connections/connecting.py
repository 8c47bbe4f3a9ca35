"""Connecting costs far more than a query; a pool pays once.

PostgreSQL starts a process for each connection, and checks a password before the first
statement. An engine therefore keeps its connections in a pool: `close()` gives one back, and the
next `connect()` takes it again. `NullPool` keeps none.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#connection-pool-configuration
See: https://docs.sqlalchemy.org/en/21/core/pooling.html#sqlalchemy.pool.NullPool
See: https://www.postgresql.org/docs/current/connect-estab.html
"""

from typing import Any

from sqlalchemy import Engine, NullPool, QueuePool

from lessons.backends import BACKEND_PID
from lessons.lesson import Lesson

REQUESTS = 20
WRONG: dict[str, Any] = {"poolclass": NullPool}
RIGHT: dict[str, Any] = {"poolclass": QueuePool}


def request(engine: Engine) -> int:
    """Answer which of the server's processes was asked."""
    with engine.connect() as connection:
        return connection.execute(BACKEND_PID).scalar_one()


def backends_and_seconds(lesson: Lesson, options: dict[str, Any]) -> tuple[int, float]:
    with lesson.engine(**options) as engine:
        request(engine)  # the first connection also asks for the server's version
        with lesson.timed() as watch:
            backends = {request(engine) for _ in range(REQUESTS)}
    lesson.figure("processes of the server used", len(backends))
    lesson.figure("a request takes", f"{watch.seconds / REQUESTS * 1e3:.2f}", "ms", varies=True)
    return len(backends), watch.seconds


def run(lesson: Lesson) -> None:
    """Serve twenty requests, with a connection each and with one for all."""
    lesson.step(f"Wrong: {REQUESTS} requests, each with a new connection (NullPool)")
    lesson.code(request)
    opened, slow = backends_and_seconds(lesson, WRONG)
    lesson.claim("every request started a process on the server", opened == REQUESTS)

    lesson.step("Right: the pool that an engine has unless told otherwise (QueuePool)")
    kept, quick = backends_and_seconds(lesson, RIGHT)
    lesson.claim("one connection served them all", kept == 1)
    lesson.figure("connecting costs, times", f"{slow / quick:.0f}", varies=True)
    lesson.claim("and more than twice as fast", slow > 2 * quick)
