"""`scoped_session`: one for each thread, or for each task.

A scoped session is a registry: whoever asks gets the session of the current scope, made when
first needed. For threads the scope is the thread. Under asyncio all tasks run in one thread, so
that scope hands all of them the same session; `async_scoped_session` wants
`scopefunc=asyncio.current_task`. Each scope must end with `remove()`: a forgotten session keeps
its connection. Passing a session as an argument needs none of this.

See: https://docs.sqlalchemy.org/en/21/orm/contextual.html
See: https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html#using-asyncio-scoped-session
"""

import asyncio
from collections.abc import Callable
from threading import Barrier, Thread, get_ident
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
)
from sqlalchemy.orm import scoped_session, sessionmaker

from lessons.backends import BACKEND_PID, states
from lessons.lesson import Lesson

Scope = Callable[[], Any]
Registry = async_scoped_session[AsyncSession]

WRONG: Scope = get_ident
RIGHT: Scope = asyncio.current_task


def two_threads(engine: Engine) -> list[list[int]]:
    """Let each of two threads ask twice, through one registry, which backend it has."""
    current = scoped_session(sessionmaker(engine))
    both_connected = Barrier(2)
    seen: list[list[int]] = []

    def thread() -> None:
        first = current.execute(BACKEND_PID).scalar_one()
        both_connected.wait()
        seen.append([first, current.execute(BACKEND_PID).scalar_one()])
        current.remove()

    threads = [Thread(target=thread) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return seen


async def two_tasks(current: Registry, *, tidy: bool = True) -> list[int]:
    """Let one task ask which backend it has, and another before that one is done."""
    connected, done = asyncio.Event(), asyncio.Event()

    async def one() -> int:
        backend = (await current.execute(BACKEND_PID)).scalar_one()
        connected.set()
        await done.wait()
        if tidy:
            await current.remove()
        return backend

    async def other() -> int:
        await connected.wait()
        backend = (await current.execute(BACKEND_PID)).scalar_one()
        done.set()
        if tidy:
            await current.remove()
        return backend

    return [*await asyncio.gather(one(), other())]


async def backends(engine: AsyncEngine, scope: Scope) -> list[int]:
    current = async_scoped_session(async_sessionmaker(engine), scopefunc=scope)
    return await two_tasks(current)


async def run(lesson: Lesson) -> None:
    """Compare the backends of threads, and of tasks in both scopes."""
    lesson.step("Threads: scoped_session(sessionmaker(engine))")
    with lesson.engine() as engine:
        one, other = two_threads(engine)
    same(lesson, one[0], other[0])
    lesson.claim("a thread gets the same session each time", len({*one}) == len({*other}) == 1)
    lesson.claim("two threads get two", one[0] != other[0])

    async with lesson.async_engine() as async_engine:
        lesson.step("Wrong: the thread as the scope of tasks (scopefunc=get_ident)")
        first, second = await backends(async_engine, WRONG)
        same(lesson, first, second)
        lesson.claim("two tasks share one session, and its transaction", first == second)

        lesson.step("Right: the task as the scope (scopefunc=asyncio.current_task)")
        first, second = await backends(async_engine, RIGHT)
        same(lesson, first, second)
        lesson.claim("two tasks have two", first != second)

        lesson.step("Wrong: no remove() at the end of a task")
        current = async_scoped_session(async_sessionmaker(async_engine), scopefunc=RIGHT)
        await two_tasks(current, tidy=False)
        sessions = list(current.registry.registry.values())
        lesson.figure("tasks that are over", 2)
        lesson.figure("sessions still there", len(sessions))
        held = states(lesson.dsn).count("idle in transaction")
        lesson.figure("connections still in a transaction", held)
        lesson.claim("their sessions keep their connections", len(sessions) == 2 == held)
        for session in sessions:
            await session.close()


def same(lesson: Lesson, first: int, second: int) -> None:
    """Show whether two backends are one."""
    lesson.figure("backend of one", first, varies=True)
    lesson.figure("backend of the other", second, varies=True)
