"""Counts who waits for a database connection and who has one. For METRICS only."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import iscoroutinefunction
from typing import Any, TypeVar, cast

from sqlalchemy import Pool, event
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from shared.db.pools.gates import AsyncGate
from shared.observability import metrics
from shared.settings import Settings

Class = TypeVar("Class")
COUNTED = "counted"


def watch(pool: Pool, settings: Settings) -> None:
    """Count for an engine's pool."""
    tell_size(settings)
    connect = pool.connect

    def counted_connect() -> PoolProxiedConnection:
        with waiting():
            connection = connect()
        # an entry that never got a connection comes back as well, and must not be counted then
        if connection.record_info is not None:
            connection.record_info[COUNTED] = True
            metrics.POOL_IN_USE.inc()
        return connection

    def given_back(_: Any, entry: ConnectionPoolEntry) -> None:
        if entry.record_info and entry.record_info.pop(COUNTED, False):
            metrics.POOL_IN_USE.dec()

    pool.connect = counted_connect  # type: ignore[method-assign]  # no event tells who waits
    event.listen(pool, "checkin", given_back)


def counting(settings: Settings, pool: type[Class], take: str, give_back: str) -> type[Class]:
    """Return a driver's pool whose methods `take` and `give_back` count."""
    tell_size(settings)
    methods = {
        take: _around(getattr(pool, take), taking),
        give_back: _around(getattr(pool, give_back), giving_back),
    }
    return cast(type[Class], type(pool.__name__, (pool,), {"__slots__": (), **methods}))


def watch_gate(gate: AsyncGate) -> None:
    """Count who waits before a gate; who is in has a connection, and its pool counts that."""
    gate.enter = _around(gate.enter, waiting)  # type: ignore[method-assign]


def tell_size(settings: Settings) -> None:
    """Tell how many connections there may be."""
    metrics.POOL_SIZE.set(settings.pool_size + settings.max_overflow)


def waiting() -> Any:
    """Return a context manager: as long as it lasts, somebody waits."""
    return metrics.POOL_WAITERS.track_inprogress()


@contextmanager
def taking() -> Iterator[None]:
    """Count a taker as waiting, and then, unless it fails, a connection as in use."""
    with waiting():
        yield
    metrics.POOL_IN_USE.inc()


@contextmanager
def giving_back() -> Iterator[None]:
    """Count a connection as in use no more, whatever becomes of it."""
    try:
        yield
    finally:
        metrics.POOL_IN_USE.dec()


def _around(method: Callable[..., Any], context: Callable[[], Any]) -> Callable[..., Any]:
    if iscoroutinefunction(method):

        @wraps(method)
        async def call_async(*arguments: Any, **options: Any) -> Any:
            with context():
                return await method(*arguments, **options)

        return call_async

    @wraps(method)
    def call(*arguments: Any, **options: Any) -> Any:
        with context():
            return method(*arguments, **options)

    return call
