"""Pre-ping: asking first, and what that costs.

With `pool_pre_ping`, each connection that leaves the pool is first asked for a sign of life, and
replaced when there is none (see killed-connection). That is one more round trip each time. Its
weight depends on what a request sends anyway: little beside a transaction of many statements,
but as much again beside a single read in AUTOCOMMIT. Over a network, each one costs its latency.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#disconnect-handling-pessimistic
See: https://www.psycopg.org/psycopg3/docs/api/pq.html#psycopg.pq.PGconn.trace
"""

from tempfile import TemporaryFile
from typing import Any

from sqlalchemy import Engine, func, select

from lessons.lesson import Lesson

READS = 50
PING: dict[str, Any] = {"pool_pre_ping": True}
LEAN: dict[str, Any] = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None}


def request(engine: Engine) -> None:
    """Read one value."""
    with engine.connect() as connection:
        connection.scalar(select(func.now()))


def queries_on_the_wire(engine: Engine) -> list[str]:
    """Return what one request sends, as libpq's own trace tells: SQLAlchemy shows no pings."""
    with engine.connect() as connection:
        libpq: Any = connection.connection.driver_connection
    with TemporaryFile() as trace:
        libpq.pgconn.trace(trace.fileno())
        request(engine)
        libpq.pgconn.untrace()
        trace.seek(0)
        lines = [line.split("\t") for line in trace.read().decode().splitlines()]
    return [fields[-1].strip(' "') for fields in lines if "Query" in fields]


def measure(lesson: Lesson, **options: Any) -> list[str]:
    with lesson.engine(**options) as engine:
        request(engine)
        sent = queries_on_the_wire(engine)
        with lesson.timed() as watch:
            for _ in range(READS):
                request(engine)
    lesson.show(*(f"> {query}" for query in sent))
    lesson.figure("round trips", len(sent))
    lesson.figure("a request takes", f"{watch.seconds / READS * 1e6:.0f}", "µs", varies=True)
    return sent


def run(lesson: Lesson) -> None:
    """Count the round trips of one read, with and without a ping."""
    lesson.step("An engine as it comes")
    lesson.code(request)
    plain = measure(lesson)
    lesson.step("With pool_pre_ping=True")
    pinged = measure(lesson, **PING)
    lesson.claim("a ping is one round trip more, each time", len(pinged) == len(plain) + 1)
    lesson.claim("it comes first", pinged[1:] == plain)

    lesson.step("Reads in AUTOCOMMIT, which need no BEGIN and no ROLLBACK")
    plain = measure(lesson, **LEAN)
    lesson.step("With pool_pre_ping=True")
    pinged = measure(lesson, **LEAN, **PING)
    lesson.claim("now the ping doubles what is sent", len(pinged) == 2 * len(plain))
