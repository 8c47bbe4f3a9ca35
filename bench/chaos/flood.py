"""Many clients at once: closed loops that find a capacity, and open ones that overrun it."""

import asyncio
import time
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean
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
    """What floods, and the closed loops before, between and after them, saw; by the second."""

    capacities_rps: tuple[float, ...]
    goodputs_rps: tuple[float, ...]
    """One for each flood: one fewer than the loops."""
    never_sent: int

    @property
    def capacity_rps(self) -> float:
        """The mean over floods of what the stack could do right before and after each."""
        return mean(map(mean, pairwise(self.capacities_rps)))

    @property
    def goodput_rps(self) -> float:
        """The mean over floods."""
        return mean(self.goodputs_rps)

    @property
    def share(self) -> float:
        """Goodput as a share of capacity."""
        return self.goodput_rps / self.capacity_rps if self.capacity_rps else 0.0

    @property
    def figures(self) -> dict[str, float]:
        """What a document says of it, by name."""
        return {
            "capacity_rps": self.capacity_rps,
            "goodput_rps": self.goodput_rps,
            "share": self.share,
            "floods": len(self.goodputs_rps),
            "never_sent": self.never_sent,
        }


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


class Overrun:
    """Finds the capacity, and lets many times as much arrive, in turns.

    Other programs take the CPU for a while and leave it again: of turns that are near in time, what
    they take falls on both sides.
    """

    def __init__(self, crowd: Crowd, times: float, phases: Phases) -> None:
        self._crowd = crowd
        self._times = times
        self._phases = phases
        self._capacities: list[float] = []
        self._goodputs: list[float] = []
        self._never_sent = 0

    async def go_on(self, floods: int) -> Flooded:
        """Make so many more floods, and return what all of them saw."""
        if not self._capacities:
            await self._crowd.capacity(self._phases.capacity_s)  # so that the app is warm
            await self._find_capacity()
        for _ in range(floods):
            rate = self._times * mean(self._capacities)
            goodput, never_sent = await flood(self._crowd, rate, self._phases.flood_s)
            self._goodputs.append(goodput)
            self._never_sent += never_sent
            await self._find_capacity()
        return Flooded(tuple(self._capacities), tuple(self._goodputs), self._never_sent)

    async def _find_capacity(self) -> None:
        self._capacities.append(await self._crowd.capacity(self._phases.capacity_s))


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
