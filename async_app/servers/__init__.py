"""What the app can be served by: a module each, with `serve`. docs/decisions/servers.md."""

from importlib import import_module

from shared.launch import chosen
from shared.repositories.factory import check_async
from shared.settings import Settings

SERVERS = ("uvicorn", "granian")


def check(settings: Settings) -> None:
    """Raise `ConfigurationError` when the app cannot be served as the settings ask."""
    chosen(settings.server, SERVERS)
    check_async(settings)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until a signal; each worker has an app of its own."""
    server = import_module(f"async_app.servers.{chosen(settings.server, SERVERS)}")
    server.serve(settings, host, port)
