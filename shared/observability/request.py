"""The request that runs, as logs, comments and metrics name it."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from functools import cached_property
from time import perf_counter

from shared.observability.sqlcommenter import comment

METHODS = frozenset(
    {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}
)
OTHER_METHOD = "other"
UNKNOWN_ROUTE = "unknown"


class ObservedRequest:
    """One request. `find_route` knows the template once the framework has found the route."""

    def __init__(
        self,
        method: str,
        request_id: str,
        traceparent: str | None,
        find_route: Callable[[], str | None],
        stack: Mapping[str, str],
    ) -> None:
        self.method = method if method in METHODS else OTHER_METHOD
        self.id = request_id
        self.traceparent = traceparent
        self._find_route = find_route
        self._stack = stack
        self._started = perf_counter()

    @property
    def route(self) -> str:
        """The route's template, `/toys/{toy_id}`; one word for all that no route is there for."""
        return self._find_route() or UNKNOWN_ROUTE

    @property
    def trace_id(self) -> str | None:
        """The trace that this request is a part of, if it said so."""
        return self.traceparent.split("-")[1] if self.traceparent else None

    @property
    def duration_s(self) -> float:
        """Seconds since it began."""
        return perf_counter() - self._started

    @cached_property
    def comment(self) -> str:
        """What is put behind its statements; to be asked for once the route is found."""
        tags = {"request_id": self.id, "route": self.route, **self._stack}
        if self.traceparent:
            tags["traceparent"] = self.traceparent
        return comment(tags)


CURRENT: ContextVar[ObservedRequest | None] = ContextVar("observed_request", default=None)
"""The request that runs; copied into worker threads and greenlets along with the context."""
