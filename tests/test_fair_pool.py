"""Who waits for a connection gets one in turn, and none is lost on the way."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.util import greenlet_spawn
from sqlalchemy.util.queue import Empty, Full

from shared.db.aio import AsyncSessions
from shared.db.pools.fair import FairQueue
from shared.settings import Settings


def run(scene: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        return await asyncio.wait_for(scene(), 20)

    return asyncio.run(bounded())


def waiting(queue: FairQueue, timeout: float | None = 10) -> "asyncio.Task[Any]":
    return asyncio.ensure_future(greenlet_spawn(queue.get, True, timeout))


async def a_moment() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_who_comes_just_then_waits_behind_who_was_there(database_url: str, driver: str):
    """SQLAlchemy's own queue lets the newcomer overtake."""

    async def scene() -> str:
        settings = Settings.load(database_url=database_url, driver=driver, pool_size=1)
        sessions, order = AsyncSessions(settings), ""

        async def visit(name: str) -> None:
            nonlocal order
            async with sessions.read() as session:
                await session.execute(text("SELECT 1"))
                order += name

        async with sessions.read() as session:
            await session.execute(text("SELECT 1"))
            patient = asyncio.create_task(visit("patient "))
            await a_moment()
            newcomer = asyncio.create_task(visit("newcomer "))
        await asyncio.gather(patient, newcomer)
        await sessions.close()
        return order

    assert run(scene) == "patient newcomer "


def test_an_idle_connection_is_there_at_once():
    queue = FairQueue(2)
    queue.put("one")
    queue.put("two")
    assert (queue.qsize(), queue.full(), queue.empty()) == (2, True, False)
    assert [queue.get(False), queue.get_nowait()] == ["one", "two"]
    assert (queue.qsize(), queue.full(), queue.empty()) == (0, False, True)


def test_none_is_there_when_none_is_idle():
    with pytest.raises(Empty):
        FairQueue(1).get(False)


def test_one_too_many_is_not_kept():
    queue = FairQueue(1)
    queue.put("one")
    with pytest.raises(Full):
        queue.put("two", False)


def test_who_waits_too_long_gets_none_and_leaves_the_line():
    async def scene() -> tuple[Any, Any]:
        queue = FairQueue(1)
        late, patient = waiting(queue, 0.02), waiting(queue)
        with pytest.raises(Empty):
            await late
        queue.put("one")
        return await patient, queue.qsize()

    assert run(scene) == ("one", 0)


def test_who_went_away_is_passed_over():
    async def scene() -> str:
        queue = FairQueue(1)
        gone, patient = waiting(queue), waiting(queue)
        await a_moment()
        gone.cancel()
        await a_moment()
        queue.put("one")
        return await patient

    assert run(scene) == "one"


def test_who_is_just_going_away_is_passed_over_too():
    async def scene() -> tuple[str, bool]:
        queue = FairQueue(1)
        going, patient = waiting(queue), waiting(queue)
        await a_moment()
        going.cancel()
        queue.put("one")
        return await patient, (await asyncio.wait([going])) and going.cancelled()

    assert run(scene) == ("one", True)


def test_a_connection_for_somebody_who_is_just_leaving_goes_to_the_next():
    async def scene() -> str:
        queue = FairQueue(1)
        leaving, patient = waiting(queue), waiting(queue)
        await a_moment()
        queue.put("one")
        leaving.cancel()
        return await patient

    assert run(scene) == "one"


def test_a_connection_for_somebody_who_is_just_leaving_is_kept_though_there_is_no_room():
    async def scene() -> set[str]:
        queue = FairQueue(1)
        leaving = waiting(queue)
        await a_moment()
        queue.put("one")
        queue.put("two")
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        return {queue.get(False), queue.get(False)}

    assert run(scene) == {"one", "two"}


def test_the_last_one_to_leave_puts_it_back():
    async def scene() -> int:
        queue = FairQueue(1)
        leaving = waiting(queue)
        await a_moment()
        queue.put("one")
        leaving.cancel()
        await a_moment()
        return queue.qsize()

    assert run(scene) == 1
