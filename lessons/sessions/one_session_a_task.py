"""One session a task: "another operation is in progress".

A session has one connection, and a connection does one thing at a time. Tasks that share one get
in each other's way, whether by `asyncio.gather` or by a session that is kept in a global. The
errors come late and look like the driver's fault; the worst leaves a broken connection in the
pool, for somebody else to find. So give each task a session of its own. Then they also wait at
the same time, which was the point.

See: https://docs.sqlalchemy.org/en/21/orm/session_basics.html#is-the-session-thread-safe-is-asyncsession-safe-to-share-in-concurrent-tasks
See: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#using-asyncsession-with-concurrent-tasks
See: https://docs.sqlalchemy.org/en/21/errors.html#error-isce
"""

import asyncio

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, InvalidRequestError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from lessons.backends import BACKEND_PID
from lessons.lesson import Lesson

TASKS, SLEEP_S = 4, 0.3


async def work(session: AsyncSession) -> int:
    """Keep the database busy for a moment, and say which backend did it."""
    await session.execute(select(func.pg_sleep(SLEEP_S)))
    return (await session.execute(BACKEND_PID)).scalar_one()


async def shared(engine: AsyncEngine) -> list[int | BaseException]:
    """Give all tasks one session."""
    async with AsyncSession(engine) as session:
        tasks = [work(session) for _ in range(TASKS)]
        return await asyncio.gather(*tasks, return_exceptions=True)


async def own(engine: AsyncEngine) -> list[int]:
    """Give each task its own."""
    new_session = async_sessionmaker(engine)

    async def task() -> int:
        async with new_session() as session:
            return await work(session)

    return await asyncio.gather(*(task() for _ in range(TASKS)))


async def commit_meanwhile(session: AsyncSession) -> None:
    """Commit while another task's statement is under way."""
    await session.execute(select(1))
    busy = asyncio.create_task(work(session))
    await asyncio.sleep(SLEEP_S / 3)
    try:
        await session.commit()
    finally:
        await asyncio.gather(busy, return_exceptions=True)


async def run(lesson: Lesson) -> None:
    """Share a connection and a session between tasks, then do not."""
    lesson.step("Wrong: two statements at once on one connection of asyncpg")
    connection = await asyncpg.connect(lesson.dsn)
    first = asyncio.create_task(connection.execute("SELECT pg_sleep(0.1)"))
    await asyncio.sleep(0)  # it sends its statement
    with lesson.raises(asyncpg.InterfaceError):
        await connection.execute("SELECT 1")
    await first
    await connection.close()

    lesson.step("Wrong: one session for all tasks")
    lesson.code(shared)
    async with lesson.async_engine() as engine:
        outcomes = await shared(engine)
    errors = [outcome for outcome in outcomes if isinstance(outcome, InvalidRequestError)]
    for error in errors[:1]:
        lesson.error(error)
    lesson.figure("tasks that failed", len(errors), f"of {TASKS}")
    lesson.claim("the session served one of them, and no other", len(errors) == TASKS - 1)

    lesson.step("Wrong: one task commits while another still waits")
    lesson.code(commit_meanwhile)
    async with lesson.async_engine(pool_size=1, max_overflow=0) as engine:
        session = AsyncSession(engine)
        with lesson.raises(InterfaceError):
            await commit_meanwhile(session)
        await session.close()
        lesson.say("The session is closed. Now somebody who has done nothing wrong:")
        with lesson.raises(InterfaceError):
            async with AsyncSession(engine) as innocent:
                await innocent.execute(select(1))

    lesson.step("Right: a session for each task")
    lesson.code(own)
    async with lesson.async_engine(pool_size=TASKS) as engine:
        await own(engine)  # connects
        with lesson.timed() as watch:
            backends = await own(engine)
    lesson.figure("backends at work", len(set(backends)))
    lesson.claim("each task had a connection of its own", len(set(backends)) == TASKS)
    lesson.figure("one by one it would take", f"{TASKS * SLEEP_S:.1f}", "s")
    lesson.figure("it took", f"{watch.seconds:.1f}", "s", varies=True)
    lesson.claim("they waited together", watch.seconds < TASKS * SLEEP_S * 0.75)
