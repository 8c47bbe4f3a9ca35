"""A block: so many calls in a row, with the CPU and the wall time that they took.

CPU is that of the whole process, so what a driver's threads do counts too. The loop around the
calls costs some hundredths of a microsecond a call, the same for all.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from time import perf_counter, process_time
from typing import Any, Protocol, TypeVar

import uvloop

Call = Callable[[int], Any]
"""Does it once; the argument counts the calls of a block."""

Calls = dict[str, Call]
"""What a child can be asked for."""

Answer = TypeVar("Answer")


class World(Protocol):
    """How calls are made and waited for."""

    def finish(self, answer: Any) -> Any:
        """Return what an answer is in the end: itself, or what it promised."""

    def block(self, call: Call, calls: int, tasks: int) -> dict[str, float]:
        """Call so often, by so many tasks, and return seconds of CPU and of wall time."""


class SyncWorld:
    """One thread, one call after the other."""

    def finish(self, answer: Any) -> Any:
        """Return the answer as it is."""
        return answer

    def block(self, call: Call, calls: int, tasks: int) -> dict[str, float]:
        """Make the calls; there are no tasks here."""
        if tasks != 1:
            raise ValueError("tasks are for the asynchronous world")
        wall, cpu = perf_counter(), process_time()
        for number in range(calls):
            call(number)
        return _spent(wall, cpu)


class AsyncWorld:
    """An event loop of uvloop, as the asynchronous apps have; it rests between blocks."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner(loop_factory=uvloop.new_event_loop)

    def finish(self, answer: Awaitable[Answer]) -> Answer:
        """Wait for the answer."""

        async def wait() -> Answer:
            return await answer

        return self._runner.run(wait())

    def block(self, call: Call, calls: int, tasks: int) -> dict[str, float]:
        """Make the calls, shared out evenly among the tasks."""
        return self._runner.run(_async_block(call, calls, tasks))


async def _async_block(call: Call, calls: int, tasks: int) -> dict[str, float]:
    async def work(first: int) -> None:
        for number in range(first, calls, tasks):
            await call(number)

    workers: list[Coroutine[Any, Any, None]] = [work(first) for first in range(tasks)]
    wall, cpu = perf_counter(), process_time()
    if tasks == 1:
        await workers[0]
    else:
        await asyncio.gather(*workers)
    return _spent(wall, cpu)


def _spent(wall: float, cpu: float) -> dict[str, float]:
    return {"cpu_s": process_time() - cpu, "wall_s": perf_counter() - wall}
