"""Workers x pool: each worker has a pool of its own.

A pool belongs to a process, and a service has as many pools as workers. The server sees the
product: workers x (pool_size + max_overflow), times the machines. When that is more than it
takes, all is well until the first busy hour. So do the sum at start-up, and leave room for
migrations and people: workers x (pool_size + max_overflow) <= max_connections - reserve.

See: https://docs.sqlalchemy.org/en/21/core/pooling.html#sqlalchemy.pool.QueuePool
See: https://www.postgresql.org/docs/current/runtime-config-connection.html#GUC-MAX-CONNECTIONS
See: https://www.postgresql.org/docs/current/sql-alterdatabase.html
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from psycopg import connect
from psycopg.sql import SQL, Composed, Identifier, Literal
from sqlalchemy import URL, create_engine
from sqlalchemy.exc import OperationalError

from lessons.backends import ask, settled
from lessons.lesson import Lesson

ALLOWED, RESERVE, WORKERS = 10, 2, 4
WRONG_SIZE, RIGHT_SIZE = 5, 2


@contextmanager
def limited(lesson: Lesson) -> Iterator[URL]:
    """Yield the URL of a user for whom the database is full at ten, as a whole server may be.

    A superuser is let in beyond every limit: one more reason why a service should not be one.
    """
    url = lesson.url()
    database = Identifier(str(url.database))
    command(lesson, SQL(f"ALTER DATABASE {{}} CONNECTION LIMIT {ALLOWED}").format(database))
    if not ask(lesson.dsn, "SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper"):
        yield url
        return
    role, password = f"{url.database}_service", secrets.token_hex(8)
    name = Identifier(role)
    command(lesson, SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(name, Literal(password)))
    try:
        yield url.set(username=role, password=password)
    finally:
        command(lesson, SQL("DROP ROLE {}").format(name))


def command(lesson: Lesson, statement: Composed) -> None:
    with connect(lesson.dsn, autocommit=True) as connection:
        connection.execute(statement)


def busy_hour(url: URL, pool_size: int, watch: Callable[[], int]) -> int:
    """Let each worker use its whole pool; an engine stands for a worker."""
    with ExitStack() as stack:
        for _ in range(WORKERS):
            engine = create_engine(url, pool_size=pool_size, max_overflow=0)
            stack.callback(engine.dispose)
            for _ in range(pool_size):
                stack.enter_context(engine.connect())
        return watch()


def fits(pool_size: int, max_overflow: int = 0) -> bool:
    """Do the sum that belongs into every start-up."""
    return WORKERS * (pool_size + max_overflow) <= ALLOWED - RESERVE


def run(lesson: Lesson) -> None:
    """Fill a server that takes ten connections."""
    lesson.say(f"The database takes {ALLOWED} connections; the service has {WORKERS} workers.")
    lesson.code(busy_hour)
    with limited(lesson) as url:
        lesson.step(f"Wrong: pool_size={WRONG_SIZE}, four times: {WORKERS * WRONG_SIZE}")
        with lesson.raises(OperationalError) as caught:
            busy_hour(url, WRONG_SIZE, lambda: 0)
        lesson.claim("the server turned a worker away", "too many connections" in str(caught[0]))
        settled(lesson.dsn, 0)

        lesson.step(f"Right: pool_size={RIGHT_SIZE}, four times: {WORKERS * RIGHT_SIZE}")
        wanted = WORKERS * RIGHT_SIZE
        opened = busy_hour(url, RIGHT_SIZE, lambda: settled(lesson.dsn, wanted))
        lesson.figure("backends at the busiest", opened)
        lesson.claim("every worker got its whole pool", opened == wanted)
        lesson.claim("with two to spare for a migration", opened <= ALLOWED - RESERVE)

    lesson.step("The sum that says so at start-up")
    lesson.code(fits)
    lesson.claim("it refuses the first", not fits(WRONG_SIZE))
    lesson.claim("it accepts the second", fits(RIGHT_SIZE))
    lesson.claim("it refuses an engine's defaults, 5 and an overflow of 10", not fits(5, 10))
