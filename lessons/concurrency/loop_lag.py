"""Event-loop lag: the figure that tells of blocking.

A task that wants to run every few milliseconds, and looks at the clock, sees how long the loop
kept it waiting. That lag is what each request of the process waits in addition, at each `await`. A
healthy loop shows a few milliseconds; a blocking call shows itself in full. asyncio's debug mode
names the culprit.

See: https://docs.python.org/3/library/asyncio-dev.html#debug-mode
See: https://docs.python.org/3/library/asyncio-eventloop.html#asyncio.loop.slow_callback_duration
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from sqlalchemy import Engine, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from lessons.lesson import Lesson

TICK_S, QUERY_S = 0.01, 0.5
QUERY = select(func.pg_sleep(QUERY_S))
Work = Callable[[], Awaitable[None]]


async def largest_lag(work: Work) -> float:
    """Return by how many seconds the loop was late at worst, while `work` ran."""
    loop, lags, done = asyncio.get_running_loop(), [0.0], asyncio.Event()

    async def watch() -> None:
        while not done.is_set():
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            lags.append(loop.time() - due)

    watching = asyncio.create_task(watch())
    await asyncio.sleep(3 * TICK_S)
    await work()
    done.set()
    await watching
    return max(lags)


async def blocked(engine: Engine) -> None:
    """Wait for the database without awaiting it."""
    with engine.connect() as connection:
        connection.execute(QUERY)


async def awaited(engine: AsyncEngine) -> None:
    """Await it."""
    async with engine.connect() as connection:
        await connection.execute(QUERY)


WRONG, RIGHT = blocked, awaited


async def culprits(work: Work) -> list[str]:
    """Return what asyncio's debug mode says while `work` runs."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger, loop = logging.getLogger("asyncio"), asyncio.get_running_loop()
    logger.addHandler(handler)
    loop.set_debug(True)
    try:
        await asyncio.create_task(work(), name="report")  # type: ignore[arg-type]
        await asyncio.sleep(0)
    finally:
        loop.set_debug(False)
        logger.removeHandler(handler)
    return said


async def run(lesson: Lesson) -> None:
    """Measure the lag while a query of 0.5 s runs, blocking and awaited."""
    lesson.step("The instrument: a task that should run every 10 ms")
    lesson.code(largest_lag)
    async with lesson.async_engine() as async_engine:
        with lesson.engine() as engine:
            lesson.step("Right: a query of 0.5 s that is awaited")
            await RIGHT(async_engine)  # connects
            calm = await largest_lag(lambda: RIGHT(async_engine))
            lesson.figure("largest lag", f"{calm * 1e3:.1f}", "ms", varies=True)

            lesson.step("Wrong: the same query without await")
            await WRONG(engine)
            lag = await largest_lag(lambda: WRONG(engine))
            lesson.figure("largest lag", f"{lag * 1e3:.1f}", "ms", varies=True)
            lesson.claim("the whole query shows as lag", lag > QUERY_S * 0.9)
            lesson.claim("more than twice that of the awaited one", lag > 2 * calm)

            lesson.step("Who was it? loop.set_debug(True)")
            said = await culprits(lambda: WRONG(engine))
            lesson.claim("asyncio names the task that took long", any("report" in s for s in said))
