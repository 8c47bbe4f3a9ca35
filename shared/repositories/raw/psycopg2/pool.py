"""psycopg2's own pool, which connects without keeping all others waiting."""

from collections.abc import Callable
from threading import Lock
from typing import Any

import psycopg2
from psycopg2.pool import PoolError, ThreadedConnectionPool


class Pool(ThreadedConnectionPool):
    """`ThreadedConnectionPool` that connects outside of its lock.

    It would hold the lock meanwhile. Where the database's address swallows what is sent to it, one
    attempt would wait for the end of the other, and so would whoever gives a connection back.
    """

    # what the base class has, and its published types lack
    _lock: Lock
    _args: tuple[Any, ...]
    _kwargs: dict[str, Any]
    _pool: list[Any]
    _used: dict[Any, Any]
    _rused: dict[int, Any]
    _getkey: Callable[[], Any]
    _getconn: Callable[[Any], Any]

    def getconn(self, key: Any = None) -> Any:
        """Return an idle connection or a new one; raise `PoolError` when there are too many."""
        with self._lock:
            if self._pool or self.closed or len(self._used) >= self.maxconn:
                return self._getconn(key)  # an idle one, or the error
            key = self._getkey() if key is None else key
            self._used[key] = None  # keeps the place
        try:
            connection = psycopg2.connect(*self._args, **self._kwargs)
        except BaseException:
            with self._lock:
                del self._used[key]
            raise
        with self._lock:
            if self.closed:
                connection.close()
                raise PoolError("connection pool is closed")
            self._used[key] = connection
            self._rused[id(connection)] = key
        return connection
