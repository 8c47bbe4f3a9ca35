"""`psycopg_pool` beneath an engine, against SQLAlchemy's own.

psycopg has a pool of its own, with what `QueuePool` lacks: it opens connections in the
background before they are needed, closes those that stay idle, and counts what it does. To use
it, hand the engine its `getconn` and let SQLAlchemy keep nothing: `NullPool`. SQLAlchemy ends a
connection by closing it, so the pool must take that for giving back: `close_returns=True`.
Without it the pool loses a connection at each request, and is soon empty.

See: https://www.psycopg.org/psycopg3/docs/advanced/pool.html
See: https://www.psycopg.org/psycopg3/docs/api/pool.html
See: https://docs.sqlalchemy.org/en/21/core/pooling.html#using-a-custom-connection-function
"""

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool
from sqlalchemy import Engine, NullPool
from sqlalchemy.exc import OperationalError

from lessons.backends import BACKEND_PID, settled
from lessons.lesson import Lesson

SIZE, REQUESTS = 2, 20
WRONG: dict[str, Any] = {"close_returns": False}
RIGHT: dict[str, Any] = {"close_returns": True}


def request(engine: Engine) -> int:
    """Answer which of the server's processes was asked."""
    with engine.connect() as connection:
        return connection.execute(BACKEND_PID).scalar_one()


def pool(lesson: Lesson, options: dict[str, Any]) -> ConnectionPool[Connection]:
    return ConnectionPool(
        lesson.dsn, min_size=SIZE, max_size=SIZE, timeout=0.5, open=True, **options
    )


def run(lesson: Lesson) -> None:
    """Serve requests from psycopg's pool, without and with `close_returns`, and from ours."""
    lesson.step("Wrong: connections are really closed, and the pool waits for them")
    lesson.code(request)
    with (
        pool(lesson, WRONG) as drained,
        lesson.engine(creator=drained.getconn, poolclass=NullPool) as engine,
        lesson.raises(OperationalError),
    ):
        for _ in range(SIZE + 1):
            request(engine)

    lesson.step("Right: close_returns=True")
    with pool(lesson, RIGHT) as kept:
        kept.wait()
        lesson.claim("it connected before anybody asked", settled(lesson.dsn, SIZE) == SIZE)
        with lesson.engine(creator=kept.getconn, poolclass=NullPool) as engine:
            request(engine)
            with lesson.timed() as psycopgs:
                backends = {request(engine) for _ in range(REQUESTS)}
        lesson.claim(f"{SIZE} connections served {REQUESTS} requests", len(backends) <= SIZE)
        served = kept.get_stats()["requests_num"]
        lesson.figure("it counts: requests served", served)
        lesson.claim("itself, what it did", served == REQUESTS + 1)

    lesson.step("SQLAlchemy's own pool, for comparison")
    with lesson.engine(pool_size=SIZE) as engine:
        before = settled(lesson.dsn, 0)
        request(engine)
        after = settled(lesson.dsn, 1)
        lesson.claim("it connects when first asked, and no sooner", (before, after) == (0, 1))
        with lesson.timed() as own:
            for _ in range(REQUESTS):
                request(engine)
    lesson.table(
        ["pool", "µs a request"],
        [
            ["psycopg_pool and NullPool", f"{psycopgs.seconds / REQUESTS * 1e6:.0f}"],
            ["QueuePool", f"{own.seconds / REQUESTS * 1e6:.0f}"],
        ],
        varies=["µs a request"],
    )
    lesson.say("Both reuse connections. Take psycopg's for what it does in the background.")
