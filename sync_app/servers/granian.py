"""Granian: HTTP in Rust, the app in a pool of Python threads."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

from shared.launch import KILL_TIMEOUT_S
from shared.limits import BACKLOG, HEAD_BYTES, most_requests
from shared.observability import logs
from shared.requests import LONGER_BODIES
from shared.settings import Settings
from shared.startup import settle
from sync_app.app import close
from sync_app.headers import WithHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


WITHOUT_BODY = {"GET", "HEAD", "DELETE"}  # by their meaning
CHUNK = 64 * 1024
CHUNKS = max(LONGER_BODIES.values()) // CHUNK


class ReadsBodies:
    """Reads what the app leaves unread of a request's body, and drops it, before the answer.

    Granian would close the connection without a word, while the client still sends. Gunicorn reads
    on by itself, though not as far.
    """

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Handle one request."""
        answer = self._app(environ, start_response)
        if environ["REQUEST_METHOD"] not in WITHOUT_BODY:
            body = environ["wsgi.input"]
            for _ in range(CHUNKS):
                if not body.read(CHUNK):
                    break
        return answer


NAMELESS = (("server", ""),)
"""Granian would fill it with its name."""


class Server(MPServer):
    """Granian with worker processes, which give their connections back when they end."""

    @staticmethod
    def _spawn_wsgi_worker(worker_id: int, name: str | None, load_app: Any, *rest: Any) -> None:
        app = load_app()
        try:
            MPServer._spawn_wsgi_worker(
                worker_id, name, lambda: WithHeaders(ReadsBodies(app), NAMELESS), *rest
            )
        finally:
            close(app)


def load(make_app: Callable[[Settings], Flask], settings: Settings) -> Flask:
    """Make the app; Granian calls this in each worker."""
    app = make_app(settings)
    settle()
    return app


def serve(settings: Settings, host: str, port: int, make_app: Callable[[Settings], Flask]) -> None:
    """Serve until a signal."""
    Server(
        "sync_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        respawn_failed_workers=True,  # else it ends when one of them does
        workers_kill_timeout=KILL_TIMEOUT_S,
        blocking_threads=settings.threads,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        # it has no other answer to a queue that is too long than to take no more connections
        backpressure=most_requests(settings),
        http1_settings=HTTP1Settings(
            header_read_timeout=round(settings.read_timeout * 1000), max_buffer_size=HEAD_BYTES
        ),
        log_level=LogLevels(settings.log_level),
        log_dictconfig=logs.config(settings),
    ).serve(target_loader=partial(load, make_app, settings), wrap_loader=False)
