"""Gunicorn with a thread for each request."""

from collections.abc import Callable
from logging.config import dictConfig
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

from shared.limits import BACKLOG, HEADER_BYTES, HEADERS, REQUEST_LINE_BYTES, bound_unread
from shared.observability import logs
from shared.settings import Settings
from shared.startup import settle
from sync_app.app import close
from sync_app.servers import answers


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn, told by code instead of a configuration file."""

    def __init__(
        self, settings: Settings, options: dict[str, Any], make_app: Callable[[Settings], Flask]
    ) -> None:
        self.settings = settings
        self._options = options
        self._make_app = make_app
        answers.install()
        super().__init__()

    def load_config(self) -> None:
        """Hand the options over."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Make the app; gunicorn calls this in each worker, after the fork."""
        app = self._make_app(self.settings)
        settle()
        return app


def common_options(settings: Settings, host: str, port: int) -> dict[str, Any]:
    """Return the options that do not depend on the kind of worker."""
    lines = logs.config(settings)
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": settings.workers,
        "keepalive": 5,  # seconds, uvicorn's default too
        "loglevel": settings.log_level,
        "accesslog": None,
        "control_socket_disable": True,  # its path is per user: two servers would meet there
        "when_ready": when_ready,
        "worker_exit": worker_exit,
        "http_parser": "python",  # by default one in C, where it is installed
        "backlog": BACKLOG,
        "limit_request_line": REQUEST_LINE_BYTES,
        "limit_request_fields": HEADERS,
        "limit_request_field_size": HEADER_BYTES,
        # not `logconfig_dict`, with which gunicorn would prepare an access log's line a request
        **({"on_starting": lambda _: dictConfig(lines)} if lines else {}),
    }


def when_ready(arbiter: Any) -> None:
    """Bound how long clients may leave their answers unread; called before there are workers."""
    for listener in arbiter.LISTENERS:
        bound_unread(listener.sock, arbiter.app.settings.read_timeout)


def worker_exit(_: Any, worker: Any) -> None:
    """Give a worker's connections back when it ends."""
    if app := getattr(worker, "wsgi", None):
        close(app)


def serve(settings: Settings, host: str, port: int, make_app: Callable[[Settings], Flask]) -> None:
    """Serve until a signal."""
    threads = {"worker_class": "sync_app.servers.gthread.Worker", "threads": settings.threads}
    Server(settings, {**common_options(settings, host, port), **threads}, make_app).run()
