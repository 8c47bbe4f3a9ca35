"""What the app can be served by: a module each, with `serve`. docs/decisions/servers.md."""

import sys
from collections.abc import Callable
from importlib import import_module

from flask import Flask

from shared.errors import ConfigurationError
from shared.launch import chosen
from shared.repositories.factory import check_sync
from shared.settings import Settings
from sync_app.app import create_app

SERVERS = ("gunicorn", "gevent", "granian")


def check(settings: Settings) -> None:
    """Raise `ConfigurationError` when the app cannot be served as the settings ask."""
    if chosen(settings.server, SERVERS) == "gevent" and "gevent.monkey" not in sys.modules:
        raise ConfigurationError(
            "SERVER=gevent has to be in the environment when `python -m sync_app` starts: "
            "it patches before anything else is imported."
        )
    check_sync(settings)


def serve(
    settings: Settings,
    host: str,
    port: int,
    make_app: Callable[[Settings], Flask] = create_app,
) -> None:
    """Serve until a signal; each worker has an app of its own."""
    server = import_module(f"sync_app.servers.{chosen(settings.server, SERVERS)}")
    server.serve(settings, host, port, make_app)
