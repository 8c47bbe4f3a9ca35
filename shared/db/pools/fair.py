"""SQLAlchemy's asynchronous pool, first come, first served.

Its own wakes who waits longest, and lets whoever comes meanwhile have the connection; the woken one
goes to the end of the line. docs/decisions/fair-pool.md has the figures.
"""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool
from sqlalchemy.util import await_
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty, Full


class FairQueue(AsyncAdaptedQueue[Any]):
    """Hands each connection to whoever waits longest. Belongs to one event loop."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._idle: deque[Any] = deque()
        self._waiting: deque[asyncio.Future[Any]] = deque()

    def empty(self) -> bool:
        """Whether no connection is idle."""
        return not self._idle

    def full(self) -> bool:
        """Whether no more connections are kept."""
        return 0 < self.maxsize <= len(self._idle)

    def qsize(self) -> int:
        """How many connections are idle."""
        return len(self._idle)

    def put(self, item: Any, *_: Any) -> None:
        """Take a connection back, without waiting for room: the pool never wants to."""
        self.put_nowait(item)

    def put_nowait(self, item: Any) -> None:
        """Give a connection to whoever waits longest, or keep it; raise `Full` for one too many."""
        if self._hand_over(item):
            return
        if self.full():
            raise Full
        self._idle.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Return a connection, after `timeout` seconds at most; raise `Empty` without one."""
        return await_(self._turn(timeout)) if block and not self._idle else self.get_nowait()

    def get_nowait(self) -> Any:
        """Return an idle connection; raise `Empty` without one."""
        if not self._idle:
            raise Empty
        return self._idle.pop() if self.use_lifo else self._idle.popleft()

    async def _turn(self, seconds: float | None) -> Any:
        loop = asyncio.get_running_loop()
        turn: asyncio.Future[Any] = loop.create_future()
        self._waiting.append(turn)
        timer = loop.call_later(seconds, self._give_up, turn) if seconds is not None else None
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._leave(turn)
            elif turn.exception() is None:
                self._pass_on(turn.result())
            raise
        finally:
            if timer:
                timer.cancel()

    def _hand_over(self, item: Any) -> bool:
        """Give a connection to whoever waits longest, and return whether somebody does."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(item)
                return True
        return False

    def _pass_on(self, item: Any) -> None:
        """Give away what came for somebody who left just then, or keep it, were it one too many.

        The pool still counts it: it closes the next connection that comes back to a full queue.
        """
        if not self._hand_over(item):
            self._idle.append(item)

    def _give_up(self, turn: asyncio.Future[Any]) -> None:
        if not turn.done():
            self._leave(turn)
            turn.set_exception(Empty())

    def _leave(self, turn: asyncio.Future[Any]) -> None:
        with suppress(ValueError):  # it was passed over already
            self._waiting.remove(turn)


class AsyncQueuePool(AsyncAdaptedQueuePool):
    """A pool whose connections go to whoever waits longest."""

    _queue_class = FairQueue
