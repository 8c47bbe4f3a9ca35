"""A session's life in a request, and how a pool deadlocks.

A dependency with `yield` closes its session after the answer is made. Between the last query and
that moment it holds its connection for nothing. In FastAPI's `def` endpoints it is worse: making
the answer needs a thread, and all threads may sit in the pool's queue, waiting for the very
connections that the finished requests still hold. Nothing moves until `pool_timeout`. A context
manager around the queries gives the connection back before anything else happens.

See: https://docs.sqlalchemy.org/en/21/orm/session_basics.html#when-do-i-construct-a-session-when-do-i-commit-it-and-when-do-i-close-it
See: https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/
See: https://anyio.readthedocs.io/en/stable/threads.html#adjusting-the-default-maximum-worker-thread-count
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from pydantic import BaseModel
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from lessons.web import answers

REQUESTS, THREADS = 12, 4
POOL: dict[str, Any] = {"pool_size": 2, "max_overflow": 0, "pool_timeout": 1}
QUERY = select(func.pg_sleep(0.05))


class Answer(BaseModel):
    done: bool


def with_dependency(engine: Engine) -> FastAPI:
    """Keep the session until the answer is made."""
    app = FastAPI()

    def session() -> Iterator[Session]:
        with Session(engine) as opened:
            yield opened

    @app.get("/")
    def endpoint(session: Annotated[Session, Depends(session)]) -> Answer:
        session.execute(QUERY)
        return Answer(done=True)

    return app


def with_context_manager(engine: Engine) -> FastAPI:
    """Close the session when its work is done."""
    app = FastAPI()

    @app.get("/")
    def endpoint() -> Answer:
        with Session(engine) as session:
            session.execute(QUERY)
        return Answer(done=True)

    return app


WRONG: Callable[[Engine], FastAPI] = with_dependency
RIGHT: Callable[[Engine], FastAPI] = with_context_manager


async def refused(lesson: Lesson, make: Callable[[Engine], FastAPI]) -> int:
    """Return how many of the requests got a 500."""
    current_default_thread_limiter().total_tokens = THREADS
    with lesson.engine(**POOL) as engine, lesson.timed() as watch:
        statuses = await answers(make(engine), *["/"] * REQUESTS)
    failed = statuses.count(500)
    lesson.figure("requests", REQUESTS)
    lesson.figure("of them failed", failed, varies=failed > 0)
    lesson.figure("all were answered after", f"{watch.seconds:.1f}", "s", varies=True)
    return failed


async def run(lesson: Lesson) -> None:
    """Send twelve requests at once to both."""
    lesson.say(
        f"{REQUESTS} requests at once, {THREADS} threads, a pool of {POOL['pool_size']}: the same"
        " happens with FastAPI's 40 threads and a pool of 15, only later."
    )
    lesson.step("Wrong: a dependency holds the session")
    lesson.code(with_dependency)
    failed = await refused(lesson, WRONG)
    lesson.claim("requests starve: the pool's timeout turns into errors", failed > 0)

    lesson.step("Right: a context manager around the query")
    lesson.code(with_context_manager)
    failed = await refused(lesson, RIGHT)
    lesson.claim("every request is served, by the same pool", failed == 0)
