"""Many clients at once: a closed loop that finds a capacity, and an open one that overruns it."""

import asyncio
import time
from dataclasses import dataclass
from typing import Final

from bench.chaos.ledger import Attempt
from bench.chaos.wire import Place, Reply, Wire, dial
from bench.chaos.writes import Writes

BUSY: Final = 16
"""Clients of the closed loop."""
MOST_IN_FLIGHT: Final = 1_000
"""Of the open loop: what would be more is never sent, and counted."""
TICK_S: Final = 0.002


@dataclass(frozen=True)
class Flooded:
    """What a flood saw: arrivals in all, those never sent, and good answers a second."""

    arrivals: int
    never_sent: int
    goodput_rps: float


class Crowd:
    """Connections that are kept and shared; each write takes one that is free."""

    def __init__(self, place: Place, writes: Writes) -> None:
        self._place = place
        self._writes = writes
        self._free: list[Wire] = []

    async def write(self) -> Attempt:
        """Make one write."""
        return await self._writes.make(self._ask)

    async def capacity(self, seconds: float) -> float:
        """Return the good answers a second to clients who wait for each."""
        end = time.monotonic() + seconds

        async def busy() -> int:
            good = 0
            while time.monotonic() < end:
                good += (await self.write()).good
            return good

        return sum(await asyncio.gather(*(busy() for _ in range(BUSY)))) / seconds

    async def leave(self) -> None:
        """Close all connections."""
        for wire in self._free:
            wire.close()

    async def _ask(self, raw: bytes) -> Reply:
        wire = None
        while self._free and wire is None:
            wire = self._free.pop()
            wire = wire if wire.open else None
        wire = wire or await dial(self._place)
        reply = await wire.ask(raw)
        if wire.open:
            self._free.append(wire)
        return reply


async def flood(crowd: Crowd, rate: float, seconds: float) -> Flooded:
    """Let writes arrive at a constant rate for so long, and wait for the last answer.

    Goodput counts what was answered well while they arrived, from the second half of the first
    second on: queues have filled by then.
    """
    began = time.monotonic()
    under_way: set[asyncio.Task[Attempt]] = set()
    done: list[Attempt] = []
    arrivals = never_sent = 0

    def ended(task: asyncio.Task[Attempt]) -> None:
        under_way.discard(task)
        if not task.cancelled():
            done.append(task.result())

    while (elapsed := time.monotonic() - began) < seconds:
        while arrivals < rate * elapsed:
            arrivals += 1
            if len(under_way) >= MOST_IN_FLIGHT:
                never_sent += 1
                continue
            task = asyncio.create_task(crowd.write())
            under_way.add(task)
            task.add_done_callback(ended)
        await asyncio.sleep(TICK_S)
    await asyncio.gather(*under_way)
    first, last = began + 0.5, began + seconds
    good = sum(attempt.good and first <= attempt.ended < last for attempt in done)
    return Flooded(arrivals, never_sent, good / (last - first))
