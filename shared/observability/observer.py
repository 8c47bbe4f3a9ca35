"""What an app's shell tells of each request, from its begin to its end."""

from collections.abc import Callable

from shared.observability import headers, logs
from shared.observability.request import CURRENT, ObservedRequest
from shared.settings import Settings


class Observer:
    """Notes requests as `settings` ask; `framework` is a name with its version, `flask:3.1.2`."""

    def __init__(self, settings: Settings, framework: str) -> None:
        self._stack = {"framework": framework, "db_driver": settings.driver}
        self._begins: list[Callable[[], None]] = []
        self._ends: list[Callable[[ObservedRequest, int], None]] = []
        if settings.log_requests:
            self._ends.append(logs.request_ended)
        if settings.metrics:
            from shared.observability import metrics

            self._begins.append(metrics.request_began)
            self._ends.append(metrics.request_ended)

    def begin(
        self,
        method: str,
        request_id: str | None,
        traceparent: str | None,
        find_route: Callable[[], str | None],
    ) -> ObservedRequest:
        """Note that a request came, with what its headers say; from now on it is the current one.

        `find_route` returns the route's template, once the framework has found it.
        """
        request = ObservedRequest(
            method,
            headers.request_id(request_id),
            headers.traceparent(traceparent),
            find_route,
            self._stack,
        )
        CURRENT.set(request)
        for begin in self._begins:
            begin()
        return request

    def end(self, request: ObservedRequest, status: int) -> None:
        """Note what was answered; from now on none is the current one."""
        for end in self._ends:
            end(request, status)
        CURRENT.set(None)
