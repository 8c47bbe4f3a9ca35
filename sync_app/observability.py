"""Lets the app be observed, if asked for. Twin of `async_app.observability`."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, request

from shared.observability.observer import Observer
from shared.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ROUTE = "crossover.route"
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def install(app: Flask, settings: Settings) -> None:
    """Observe every request of `app`; to be called when the app has all else that it is to have."""
    observer = Observer(settings, f"flask:{version('flask')}")
    app.before_request(note_route)
    if settings.metrics:
        app.add_url_rule("/metrics", "metrics", metrics, methods=["GET"])
    app.wsgi_app = Observe(app.wsgi_app, observer)  # type: ignore[method-assign]  # as Flask says


class Observe:
    """Notes requests from outside of the app, so that whatever it answers is seen."""

    def __init__(self, app: "WSGIApplication", observer: Observer) -> None:
        self._app = app
        self._observer = observer

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Handle one request."""
        observed = self._observer.begin(
            environ["REQUEST_METHOD"],
            environ.get("HTTP_X_REQUEST_ID"),
            environ.get("HTTP_TRACEPARENT"),
            lambda: environ.get(ROUTE),
        )
        answered = 500

        def start_identified(status: str, headers: list[tuple[str, str]], error: Any = None) -> Any:
            nonlocal answered
            answered = int(status[:3])
            return start_response(status, [*headers, ("X-Request-ID", observed.id)], error)

        try:
            return self._app(environ, start_identified)
        finally:
            self._observer.end(observed, answered)


def note_route() -> None:
    """Note the template of the route that Flask found, in the form that the contract has."""
    if rule := request.url_rule:
        request.environ[ROUTE] = template(rule.rule)


@cache
def template(rule: str) -> str:
    """Return ``/toys/{toy_id}`` for ``/toys/<toy_id>``."""
    return PARAMETER.sub(r"{\1}", rule)


def metrics() -> Response:
    """Answer what Prometheus asks for."""
    from shared.observability.metrics import exposition

    text, content_type = exposition(request.headers.get("Accept", ""))
    return Response(text, content_type=content_type)
