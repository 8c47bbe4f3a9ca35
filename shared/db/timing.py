"""Database time and number of statements of a request, for the `Server-Timing` header."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from inspect import iscoroutinefunction
from time import perf_counter
from typing import Any, TypeVar, cast

from sqlalchemy import Engine, event


class Timing:
    """What one request spent, from its start on."""

    __slots__ = ("_started", "_statement_started", "database_s", "statements")

    def __init__(self) -> None:
        self._started = perf_counter()
        self._statement_started = 0.0
        self.database_s = 0.0
        self.statements = 0

    def statement_begins(self) -> None:
        """Note the start of a statement."""
        self._statement_started = perf_counter()

    def statement_ends(self) -> None:
        """Count a statement and its time."""
        self.database_s += perf_counter() - self._statement_started
        self.statements += 1

    def header(self) -> str:
        """Return the header's value; durations in milliseconds (W3C Server Timing)."""
        total_ms = (perf_counter() - self._started) * 1e3
        return (
            f"total;dur={total_ms:.3f}, db;dur={self.database_s * 1e3:.3f}, "
            f'statements;desc="{self.statements}"'
        )


CURRENT: ContextVar[Timing | None] = ContextVar("timing", default=None)
"""The request that runs; copied into worker threads and greenlets along with the context."""

Connection = TypeVar("Connection")


def watch(engine: Engine) -> None:
    """Report every statement of `engine` to the current request's `Timing`."""

    def begins(*_: Any) -> None:
        if timing := CURRENT.get():
            timing.statement_begins()

    def ends(*_: Any) -> None:
        if timing := CURRENT.get():
            timing.statement_ends()

    event.listen(engine, "before_cursor_execute", begins)
    event.listen(engine, "after_cursor_execute", ends)


def timed(connection_class: type[Connection], *methods: str) -> type[Connection]:
    """Return `connection_class` with `methods` that report each call as one statement."""
    reporting = {name: _reporting(getattr(connection_class, name)) for name in methods}
    return cast(type[Connection], type(connection_class.__name__, (connection_class,), reporting))


def _reporting(method: Callable[..., Any]) -> Callable[..., Any]:
    if iscoroutinefunction(method):

        @wraps(method)
        async def call_async(*arguments: Any) -> Any:
            with _statement():
                return await method(*arguments)

        return call_async

    @wraps(method)
    def call(*arguments: Any) -> Any:
        with _statement():
            return method(*arguments)

    return call


@contextmanager
def _statement() -> Iterator[None]:
    timing = CURRENT.get()
    if timing:
        timing.statement_begins()
    yield
    if timing:
        timing.statement_ends()
