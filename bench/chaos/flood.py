"""Many clients at once: a closed loop that finds a capacity, and an open one that overruns it."""

import asyncio
import time
from dataclasses import asdict, dataclass
from typing import Final

from bench.chaos.ledger import Attempt
from bench.chaos.phases import Phases
from bench.chaos.wire import Place, Reply, Wire, dial
from bench.chaos.writes import Writes

BUSY: Final = 16
"""Clients of the closed loop."""
MOST_IN_FLIGHT: Final = 1_000
"""Of the open loop: what would be more is never sent, and counted."""
TICK_S: Final = 0.002
FILLING_S: Final = 0.5
IDLE_S: Final = 2.0
"""How long a connection may have been idle to be used again: servers close those that are for
five seconds, and a request that meets that gets no answer."""


@dataclass(frozen=True)
class Flooded:
    """What a flood saw, by the second; capacity is that right before and after it."""

    capacity_before_rps: float
    capacity_after_rps: float
    arrival_rps: float
    goodput_rps: float
    never_sent: int

    @property
    def capacity_rps(self) -> float:
        """The smaller one: what took the CPU then may have taken it meanwhile."""
        return min(self.capacity_before_rps, self.capacity_after_rps)

    @property
    def share(self) -> float:
        """Goodput as a share of capacity."""
        return self.goodput_rps / self.capacity_rps if self.capacity_rps else 0.0

    @property
    def figures(self) -> dict[str, float]:
        """All of it, by name."""
        return asdict(self)


class Crowd:
    """Connections that are kept and shared; each write takes one that is free."""

    def __init__(self, place: Place, writes: Writes) -> None:
        self._place = place
        self._writes = writes
        self._free: list[tuple[float, Wire]] = []
        """Connections, and since when they are idle."""

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
        for _, wire in self._free:
            wire.close()

    async def _ask(self, raw: bytes) -> Reply:
        wire = None
        while self._free and wire is None:
            since, wire = self._free.pop()
            if not wire.open or time.monotonic() > since + IDLE_S:
                wire.close()
                wire = None
        wire = wire or await dial(self._place)
        reply = await wire.ask(raw)
        if wire.open:
            self._free.append((time.monotonic(), wire))
        return reply


async def overrun(crowd: Crowd, times: float, phases: Phases) -> Flooded:
    """Find the capacity, let so many times as much arrive, and find the capacity again."""
    before = await crowd.capacity(phases.capacity_s)
    rate = times * before
    goodput, never_sent = await flood(crowd, rate, phases.flood_s)
    after = await crowd.capacity(phases.capacity_s)
    return Flooded(before, after, rate, goodput, never_sent)


async def flood(crowd: Crowd, rate: float, seconds: float) -> tuple[float, int]:
    """Let writes arrive at a constant rate for so long, and wait for the last answer.

    Returns good answers a second and how many were never sent. The former counts what was
    answered well while they arrived, without the first moments: queues have filled by then.
    """
    began = time.monotonic()
    under_way: set[asyncio.Task[Attempt]] = set()
    good: list[float] = []
    arrivals = never_sent = 0

    def ended(task: asyncio.Task[Attempt]) -> None:
        under_way.discard(task)
        if not task.cancelled() and task.result().good:
            good.append(task.result().ended)

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
    first, last = began + FILLING_S, began + seconds
    return sum(first <= moment < last for moment in good) / (last - first), never_sent
