"""POOL_TIMEOUT is for all that a request waits: for a thread first, then for a connection.

SQLAlchemy's pool takes its timeout as it was given; its queue is the place to shorten it.
"""

from threading import local
from typing import Any

import sqlalchemy
from sqlalchemy.util.queue import Queue

_request = local()


def has_waited(seconds: float) -> None:
    """Say how long this thread's request has waited until now."""
    _request.waited_s = seconds


def left(timeout_s: float) -> float:
    """Return how much longer this thread's request may wait, of `timeout_s` in all."""
    return max(0.0, timeout_s - getattr(_request, "waited_s", 0.0))


class PatientQueue(Queue[Any]):
    """Lets a request wait for the rest of its time."""

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Return a connection, after `timeout` seconds of the request at most."""
        return super().get(block, timeout if timeout is None else left(timeout))


class QueuePool(sqlalchemy.QueuePool):
    """SQLAlchemy's pool, which counts what was waited before."""

    _queue_class = PatientQueue
