"""`def` endpoints: forty threads for fifteen connections.

FastAPI runs a `def` endpoint in a thread, and there are 40 of them in a process. A pool gives out
15 connections by default. So 25 threads can sit in the pool's queue, and those that wait longer
than `pool_timeout` fail; meanwhile requests that need no database find no thread. Let the
numbers agree: as many threads as connections. Then the queue is in front of the threads, where
waiting costs nothing and nobody is thrown out. All `def` endpoints stand in it; one that never
blocks is better an `async def`, which needs no thread.

See: https://anyio.readthedocs.io/en/stable/threads.html#adjusting-the-default-maximum-worker-thread-count
See: https://fastapi.tiangolo.com/async/#path-operation-functions
See: https://docs.sqlalchemy.org/en/21/core/pooling.html#sqlalchemy.pool.QueuePool
"""

import asyncio
from typing import Any

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from sqlalchemy import Engine, func, select

from lessons.lesson import Lesson
from lessons.web import Crowd, answers, client

REQUESTS, THREADS, CONNECTIONS, QUERY_S = 80, 40, 5, 0.15
POOL: dict[str, Any] = {"pool_size": CONNECTIONS, "max_overflow": 0, "pool_timeout": 0.4}
PATIENT: dict[str, Any] = {**POOL, "pool_timeout": 30}
RIGHT_THREADS = CONNECTIONS
LIVE = "/live"


def service(engine: Engine, crowd: Crowd) -> FastAPI:
    """Have one endpoint that needs the database, and two that do not."""
    app = FastAPI()

    @app.get("/report")
    def report() -> str:
        with crowd, engine.connect() as connection:
            connection.execute(select(func.pg_sleep(QUERY_S)))
        return "done"

    @app.get("/health")
    def health() -> str:
        return "ok"

    @app.get("/live")
    async def live() -> str:
        return "ok"

    return app


async def visited(lesson: Lesson) -> tuple[int, int]:
    """Return how many requests failed, and how many endpoints ran at once."""
    crowd = Crowd()
    with lesson.engine(**POOL) as engine:
        statuses = await answers(service(engine, crowd), *["/report"] * REQUESTS)
    failed = statuses.count(500)
    lesson.figure("reports asked for at once", REQUESTS)
    lesson.figure("failed", failed, varies=failed > 0)
    return failed, crowd.most


async def behind_reports(lesson: Lesson, path: str, threads: int) -> tuple[int, int]:
    """Ask for reports, and for `path` as soon as all threads are taken.

    Return how many reports were done before it, and how many ran at once.
    """
    crowd = Crowd()
    with lesson.engine(**PATIENT) as engine:
        async with client(service(engine, crowd)) as http:
            reports = [asyncio.create_task(http.get("/report")) for _ in range(REQUESTS)]
            while crowd.inside < threads and crowd.left < REQUESTS:  # noqa: ASYNC110
                await asyncio.sleep(0.001)  # threads cannot set an asyncio.Event
            await http.get(path)
            finished = crowd.left
            await asyncio.gather(*reports)
    lesson.figure("reports asked for at once", REQUESTS)
    lesson.figure("of them running at once", crowd.most)
    lesson.figure(f"reports done before {path}", finished, varies=True)
    return finished, crowd.most


async def run(lesson: Lesson) -> None:
    """Send eighty requests at once, before and after the numbers agree."""
    limiter = current_default_thread_limiter()
    lesson.step(f"As it comes: {limiter.total_tokens} threads, here with a pool of {CONNECTIONS}")
    lesson.code(service)
    before, most = await behind_reports(lesson, "/health", THREADS)
    lesson.claim("/health needs no connection, and waits for a thread", before > 0)
    lesson.claim(f"{THREADS} endpoints run at once, and not one more", most == THREADS)

    lesson.step(f"Wrong: the same with a pool_timeout, here of {POOL['pool_timeout']} s")
    failed, _ = await visited(lesson)
    lesson.claim(f"{CONNECTIONS} threads work; others wait until they fail", failed > 0)

    lesson.step(f"Right: as many threads as connections, {CONNECTIONS}")
    limiter.total_tokens = RIGHT_THREADS
    failed, most = await visited(lesson)
    lesson.claim(f"{CONNECTIONS} run at once, each with a connection", most == CONNECTIONS)
    lesson.claim("nobody fails; they queue for a thread", failed == 0)
    before, _ = await behind_reports(lesson, LIVE, CONNECTIONS)
    lesson.claim(f"{LIVE} is async def, and waits for none", before < REQUESTS / 2)
