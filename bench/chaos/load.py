"""The write load: a few writers who wait for each answer, on an event loop in a thread.

The main thread stays free to break things, and to be interrupted.
"""

import asyncio
import os
import sys
import threading
import time
from collections.abc import Collection, Coroutine
from concurrent.futures import Future
from types import TracebackType
from typing import Any, Final, Self, TypeVar

import uvloop

from bench.chaos.ledger import Attempt
from bench.chaos.wire import Place, Reply, Wire, dial
from bench.chaos.writes import Writes

WRITERS: Final = 4
PAUSE_S: Final = 0.03
"""Between an answer and the next write: a load, not a flood."""
AFTER_LOSS_S: Final = 0.05
NICE: Final = 5
"""It gives way to the database on the same CPUs; by setpriority(2) a thread has one of its own."""

Found = TypeVar("Found")


class Load:
    """Writers at one place, which may change; a context manager. They rest until `resume`."""

    def __init__(self, place: Place, writes: Writes, cpus: Collection[int] | None) -> None:
        self.place = place
        self.writes = writes
        self._cpus = cpus
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="load")
        self._visitors = [Visitor() for _ in range(WRITERS)]
        self._writers: list[asyncio.Task[None]] = []
        self._going = asyncio.Event()
        self._under_way = 0
        self._still = asyncio.Event()
        self._still.set()

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._begin())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Do something on the load's loop, and return what came of it."""
        return self.start(work).result()

    def start(self, work: Coroutine[Any, Any, Found]) -> "Future[Found]":
        """Begin something on the load's loop; to cancel the future ends it."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def resume(self) -> None:
        """Let the writers write."""
        self._loop.call_soon_threadsafe(self._going.set)

    def rest(self) -> None:
        """Let them stop, wait until all have their answers, and hang up.

        A server that is ended waits a while for connections that are kept.
        """
        self.run(self._rest())

    def since(self, moment: float) -> list[Attempt]:
        """Return the writes that began after a moment and have ended."""
        found = []
        for attempt in reversed(list(self.writes.attempts)):
            if attempt.ended < moment:
                break
            if attempt.began >= moment:
                found.append(attempt)
        return found[::-1]

    def _run(self) -> None:
        if self._cpus:
            os.sched_setaffinity(0, self._cpus)  # of this thread alone
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, 0, NICE)
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    async def _begin(self) -> None:
        self._writers = [asyncio.create_task(self._write(one)) for one in self._visitors]

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _rest(self) -> None:
        self._going.clear()
        await self._still.wait()
        for visitor in self._visitors:
            visitor.leave()

    async def _write(self, own: "Visitor") -> None:
        while True:
            await self._going.wait()
            self._under_way += 1
            self._still.clear()
            try:
                attempt = await self.writes.make(lambda raw: own.ask(self.place, raw))
            finally:
                self._under_way -= 1
                if not self._under_way:
                    self._still.set()
            await asyncio.sleep(AFTER_LOSS_S if attempt.status is None else PAUSE_S)


class Visitor:
    """Somebody with one connection, which is kept while it stands and leads to the right place."""

    def __init__(self) -> None:
        self._place: Place | None = None
        self._wire: Wire | None = None

    async def ask(self, place: Place, raw: bytes) -> Reply:
        """Send a request there."""
        if self._wire is None or not self._wire.open or self._place != place:
            self.leave()
            self._wire, self._place = await dial(place), place
        return await self._wire.ask(raw)

    def leave(self) -> None:
        """Close the connection."""
        if self._wire:
            self._wire.close()


def now() -> float:
    """Return the time by the clock of all attempts."""
    return time.monotonic()
