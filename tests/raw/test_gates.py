"""Waiting for a connection: in one's turn, for so long, and without losing a place."""

import asyncio
from collections.abc import Awaitable, Callable
from threading import Thread
from typing import Any

import pytest

from shared.db.pools.gates import AsyncGate, Gate
from shared.errors import Unavailable
from shared.settings import Settings


def settings(timeout_s: float) -> Settings:
    return Settings.load(
        database_url="postgresql://nobody@nowhere.invalid/nothing",
        pool_size=1,
        max_overflow=1,
        pool_timeout=timeout_s,
    )


async def two_inside(timeout_s: float) -> AsyncGate:
    gate = AsyncGate(settings(timeout_s))
    assert [await gate.enter(), await gate.enter()] == [0.0, 0.0]
    return gate


def run(scene: Callable[[], Awaitable[Any]]) -> Any:
    async def bounded() -> Any:
        return await asyncio.wait_for(scene(), 20)

    return asyncio.run(bounded())


def test_who_comes_first_is_let_in_first() -> None:
    async def scene() -> list[str]:
        gate, order = await two_inside(10), []

        async def come(name: str) -> None:
            await gate.enter()
            order.append(name)
            gate.leave()

        comers = [asyncio.create_task(come(name)) for name in "abc"]
        await asyncio.sleep(0)
        gate.leave()
        await asyncio.gather(*comers)
        return order

    assert run(scene) == ["a", "b", "c"]


def test_who_waits_in_vain_is_refused() -> None:
    async def scene() -> None:
        gate = await two_inside(0.05)
        with pytest.raises(Unavailable, match="no database connection was free"):
            await gate.enter()

    run(scene)


def test_who_comes_later_is_refused_later() -> None:
    async def scene() -> list[Any]:
        gate = await two_inside(1.0)
        first = asyncio.create_task(gate.enter())
        await asyncio.sleep(0.8)
        second = asyncio.create_task(gate.enter())
        await asyncio.wait([first])
        gate.leave()
        return [type(first.exception()), await second > 0]

    assert run(scene) == [Unavailable, True]


def test_everybody_who_waits_in_vain_is_refused() -> None:
    async def scene() -> set[type]:
        gate = await two_inside(0.05)
        waits = [gate.enter() for _ in range(5)]
        return {type(answer) for answer in await asyncio.gather(*waits, return_exceptions=True)}

    assert run(scene) == {Unavailable}


def test_a_place_given_to_one_who_left_meanwhile_goes_to_the_next() -> None:
    async def scene() -> float:
        gate = await two_inside(10)
        impatient, patient = (asyncio.create_task(gate.enter()) for _ in range(2))
        await asyncio.sleep(0)
        gate.leave()  # to the impatient one, …
        impatient.cancel()  # … who hears of both at once
        with pytest.raises(asyncio.CancelledError):
            await impatient
        return await patient

    assert run(scene) > 0


def test_one_who_left_the_queue_is_passed_over() -> None:
    async def scene() -> float:
        gate = await two_inside(10)
        impatient, patient = (asyncio.create_task(gate.enter()) for _ in range(2))
        await asyncio.sleep(0)
        impatient.cancel()
        await asyncio.sleep(0)
        gate.leave()
        return await patient

    assert run(scene) > 0


def test_no_place_is_lost_over_refusals() -> None:
    async def scene() -> float:
        gate = await two_inside(0.05)
        with pytest.raises(Unavailable):
            await gate.enter()
        gate.leave()
        return await gate.enter()

    assert run(scene) == 0.0


def test_a_thread_that_waits_in_vain_is_refused() -> None:
    gate = Gate(settings(0.05))
    assert [gate.enter(), gate.enter()] == [0.0, 0.0]
    with pytest.raises(Unavailable, match="no database connection was free"):
        gate.enter()


def test_a_thread_that_waits_is_let_in() -> None:
    gate = Gate(settings(10))
    waited_s: list[float] = []
    gate.enter()
    gate.enter()
    comer = Thread(target=lambda: waited_s.append(gate.enter()))
    comer.start()
    gate.leave()
    comer.join()
    assert len(waited_s) == 1
