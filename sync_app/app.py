"""The application factory. Nothing is opened before it runs: each worker has its own engine."""

from collections.abc import Callable

from flask import Flask, Request, Response, abort, g, request
from werkzeug.routing import MapAdapter

from shared.db import timing
from shared.headers import SECURITY
from shared.repositories.factory import repository
from shared.repositories.protocols import Repository
from shared.settings import Settings
from sync_app import observability, problems, routes
from sync_app.headers import WithHeaders


def create_app(
    settings: Settings, make_repository: Callable[[Settings], Repository] = repository
) -> Flask:
    """Return the app for `settings`, with a repository of its own."""
    app = Service("sync_app", static_folder=None)
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    app.url_map.merge_slashes = False  # a path that is not in the contract is a 404
    app.extensions["repository"] = make_repository(settings)
    if settings.server_timing:
        time_requests(app)  # first: what is refused is timed too
    app.before_request(refuse_double_slash)
    app.register_blueprint(routes.api)
    problems.register(app)
    app.wsgi_app = WithHeaders(app.wsgi_app, SECURITY)  # type: ignore[method-assign]
    if settings.observed:
        observability.install(app, settings)
    return app


class Service(Flask):
    """Flask that ignores what it does not offer: a client may ask for a WebSocket (RFC 9110, 7.8).

    Werkzeug would answer 400, for none of the rules is one for WebSockets.
    """

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return what finds the rule for a request."""
        adapter = super().create_url_adapter(request)
        if adapter:
            adapter.websocket = False
        return adapter


def refuse_double_slash() -> None:
    """Answer 404 to `//users`, which Werkzeug would route like `/users`."""
    if request.environ["PATH_INFO"].startswith("//"):
        abort(404)


def close(app: Flask) -> None:
    """Give the app's connections back."""
    app.extensions["repository"].close()


def time_requests(app: Flask) -> None:
    """Let every answer carry a `Server-Timing` header."""

    @app.before_request
    def start() -> None:
        g.timing = timing.Timing()
        timing.CURRENT.set(g.timing)

    @app.after_request
    def finish(response: Response) -> Response:
        response.headers["Server-Timing"] = g.timing.header()
        return response
