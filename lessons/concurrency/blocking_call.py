"""A blocking call inside `async def`: everybody waits.

An event loop runs one piece of code at a time, and switches at `await`. A call that waits without
`await` (a synchronous driver, `requests`, `time.sleep`) stops the loop, and every other request
of that process with it, health checks included. Nothing warns; it works on a developer's machine,
one request at a time. Await an asynchronous driver, or leave the call to a thread.

See: https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code
See: https://fastapi.tiangolo.com/async/
See: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from sqlalchemy import Engine, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from lessons.lesson import Lesson
from lessons.web import Client, client

REQUESTS, QUERY_S = 5, 0.3
QUERY = select(func.pg_sleep(QUERY_S))
Endpoint = Callable[[Engine, AsyncEngine], Awaitable[None]]


async def blocking(engine: Engine, _: AsyncEngine) -> None:
    """Wait for the database without awaiting it."""
    with engine.connect() as connection:
        connection.execute(QUERY)


async def awaited(_: Engine, engine: AsyncEngine) -> None:
    """Await it."""
    async with engine.connect() as connection:
        await connection.execute(QUERY)


async def threaded(engine: Engine, _: AsyncEngine) -> None:
    """Let a thread wait for it."""

    def query() -> None:
        with engine.connect() as connection:
            connection.execute(QUERY)

    await asyncio.to_thread(query)


WRONG: Endpoint = blocking
RIGHT: tuple[Endpoint, ...] = (awaited, threaded)


def service(work: Endpoint, engine: Engine, async_engine: AsyncEngine) -> FastAPI:
    app = FastAPI()

    @app.get("/report")
    async def report() -> str:
        await work(engine, async_engine)
        return "done"

    @app.get("/health")
    async def health() -> str:
        return "ok"

    return app


async def seconds(http: Client, path: str, since: float) -> float:
    """Get an answer, and count from when it was wanted: a stopped loop stops this clock as well."""
    (await http.get(path)).raise_for_status()
    return time.perf_counter() - since


async def visited(lesson: Lesson, work: Endpoint) -> tuple[float, float]:
    """Return the seconds of five reports together, and of a health check among them."""
    async with lesson.async_engine() as async_engine:
        with lesson.engine() as engine:
            async with client(service(work, engine, async_engine)) as http:
                since = time.perf_counter()
                *reports, health = await asyncio.gather(
                    *(seconds(http, "/report", since) for _ in range(REQUESTS)),
                    seconds(http, "/health", since),
                )
    lesson.figure(f"the last of {REQUESTS} reports took", f"{max(reports):.2f}", "s", varies=True)
    lesson.figure("the health check took", f"{health:.2f}", "s", varies=True)
    return max(reports), health


async def run(lesson: Lesson) -> None:
    """Serve five slow requests and a quick one at once, in three ways."""
    lesson.say(f"A report is one query of {QUERY_S} s. Five visitors ask for it at once.")
    lesson.step("Wrong: a synchronous driver inside of async def")
    lesson.code(WRONG)
    blocked, stuck = await visited(lesson, WRONG)
    lesson.claim("one after the other: five times as long", blocked >= REQUESTS * QUERY_S)
    lesson.claim("the health check came when the last was done", stuck >= REQUESTS * QUERY_S)

    for way in RIGHT:
        lesson.step(f"Right: {way.__name__}")
        lesson.code(way)
        together, quick = await visited(lesson, way)
        lesson.claim("they wait together, for much less than that", together < blocked * 0.7)
        lesson.claim("the health check does not wait for them", quick < stuck / 2)
