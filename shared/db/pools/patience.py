"""SQLAlchemy's synchronous pool, first come, first served, as `shared.db.pools.fair` for tasks.

POOL_TIMEOUT is for all that a request waits: for a thread first, then for a connection.
SQLAlchemy's pool takes its timeout as it was given; its queue is the place to shorten it.
"""

from collections import deque
from threading import Lock, local
from typing import Any

import sqlalchemy
from sqlalchemy.util.queue import Empty, Full, Queue

_request = local()


def has_waited(seconds: float) -> None:
    """Say how long this thread's request has waited until now."""
    _request.waited_s = seconds


def left(timeout_s: float) -> float:
    """Return how much longer this thread's request may wait, of `timeout_s` in all."""
    return max(0.0, timeout_s - getattr(_request, "waited_s", 0.0))


class Turn:
    """A thread's place in the line."""

    __slots__ = ("_came", "item")

    def __init__(self) -> None:
        self.item: Any = None
        self._came = Lock()
        self._came.acquire()

    def come(self, item: Any) -> None:
        """Hand over what was waited for."""
        self.item = item
        self._came.release()

    def wait(self, timeout_s: float | None) -> bool:
        """Return whether the turn came in time; None is for ever."""
        return self._came.acquire(timeout=-1 if timeout_s is None else timeout_s)


class PatientQueue(Queue[Any]):
    """Hands each item to the thread that waits longest, and lets it wait for the rest of its time.

    While somebody waits, no item is idle. The mutex lets its holder in again, for garbage that
    is collected beneath it may put a connection back.
    """

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._waiting: deque[Turn] = deque()

    def put(self, item: Any, *_: Any) -> None:
        """Give an item to whoever waits longest, or keep it; raise `Full` for one too many.

        Waits for no room: the pool never wants to.
        """
        with self.mutex:
            if self._waiting:
                self._waiting.popleft().come(item)
            elif self._full():
                raise Full
            else:
                self.queue.append(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Return an item, after `timeout` seconds of the request at most; raise `Empty` without."""
        with self.mutex:
            if self.queue:
                return self._get()
        if not block:
            raise Empty
        turn = Turn()  # not beneath the mutex: garbage is collected when something is made
        with self.mutex:
            if self.queue:
                return self._get()
            self._waiting.append(turn)
        try:
            came = turn.wait(timeout if timeout is None else left(timeout))
        except BaseException:  # gevent ends a greenlet where it waits
            if not self._leave(turn):
                self._pass_on(turn.item)
            raise
        if not came and self._leave(turn):
            raise Empty
        return turn.item

    def _full(self) -> bool:
        return 0 < self.maxsize <= len(self.queue)

    def _leave(self, turn: Turn) -> bool:
        """Leave the line, and return whether the turn had not come until now."""
        with self.mutex:
            try:
                self._waiting.remove(turn)
            except ValueError:
                return False
            return True

    def _pass_on(self, item: Any) -> None:
        """Give away what came for somebody who left just then, or keep it, were it one too many."""
        with self.mutex:
            if self._waiting:
                self._waiting.popleft().come(item)
            else:
                self.queue.append(item)


class QueuePool(sqlalchemy.QueuePool):
    """A pool whose connections go to whoever waits longest, and which counts what was waited."""

    _queue_class = PatientQueue
