"""Waiting for a free connection, in one's turn and for so long: cheaper than in the drivers' pools.

With as many inside as the pool may hold, one is free for each: what the pool itself has to wait
for is then the database alone. docs/decisions/raw-drivers.md has the figures.
"""

import asyncio
from collections import deque
from time import monotonic

from sqlalchemy.util.queue import Empty

from shared.db.failures import not_free
from shared.db.pools.patience import PatientQueue
from shared.settings import Settings


class Gate:
    """Lets in as many threads as there may be connections, first come, first served."""

    def __init__(self, settings: Settings) -> None:
        connections = settings.pool_size + settings.max_overflow
        self._free = PatientQueue(connections)
        for _ in range(connections):
            self._free.put(None)
        self._timeout_s = settings.pool_timeout

    def enter(self) -> float:
        """Come in, and return the seconds waited; raise `Unavailable` after POOL_TIMEOUT."""
        try:
            self._free.get(False)
            return 0.0
        except Empty:
            began = monotonic()
        try:
            self._free.get(True, self._timeout_s)
        except Empty:
            raise not_free() from None
        return monotonic() - began

    def leave(self) -> None:
        """Go, and let in whoever waits longest."""
        self._free.put(None)


class AsyncGate:
    """Lets in as many tasks as there may be connections, first come, first served.

    `asyncio.timeout` would set a timer for each that waits. All wait equally long, so one timer is
    enough: for whoever waits longest.
    """

    def __init__(self, settings: Settings, most: int | None = None) -> None:
        connections = settings.pool_size + settings.max_overflow
        self._free = min(connections, most or connections)
        self._timeout_s = settings.pool_timeout
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()
        self._timer: asyncio.TimerHandle | None = None

    async def enter(self) -> float:
        """Come in, and return the seconds waited; raise `Unavailable` after POOL_TIMEOUT."""
        if self._free:
            self._free -= 1
            return 0.0
        loop = asyncio.get_running_loop()
        began = loop.time()
        turn: asyncio.Future[None] = loop.create_future()
        self._waiting.append((began + self._timeout_s, turn))
        if self._timer is None:
            self._timer = loop.call_later(self._timeout_s, self._refuse_late, loop)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.leave()  # it was let in already
            raise
        return loop.time() - began

    def leave(self) -> None:
        """Go, and let in whoever waits longest."""
        while self._waiting:
            _, turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _refuse_late(self, loop: asyncio.AbstractEventLoop) -> None:
        """Turn away whose time is over, and come again when that of the next one is."""
        self._timer = None
        while self._waiting:
            deadline, turn = self._waiting[0]
            if deadline > loop.time() and not turn.done():
                self._timer = loop.call_at(deadline, self._refuse_late, loop)
                return
            self._waiting.popleft()
            if not turn.done():
                turn.set_exception(not_free())
