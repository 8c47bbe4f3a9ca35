"""What both apps' command lines do before a server starts."""

import argparse
import socket
import sys
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import NoReturn

from shared.db.budget import check_budget
from shared.db.parameters import check_parameters
from shared.errors import ConfigurationError
from shared.observability.worker_folder import worker_folder
from shared.settings import Settings

KILL_TIMEOUT_S = 30
"""For a worker that is told to end and does not, such as one of Granian's that still begins."""

Serve = Callable[[Settings, str, int], None]
Check = Callable[[Settings], None]


def main(program: str, serve: Serve, check: Check) -> NoReturn:
    """Read options and environment, check what can be checked, then serve until a signal.

    `check` is the app's own: whether it can serve what the settings ask for.

    Exits with 2 and one sentence on standard error when the process cannot start as told.
    """
    parser = argparse.ArgumentParser(
        prog=f"python -m {program}", description="Settings come from the environment: README.md."
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    try:
        settings = Settings.load()
        check(settings)
        check_port(options.host, options.port)
        check_parameters(settings)
        check_budget(settings)
    except ConfigurationError as error:
        print(error, file=sys.stderr)  # noqa: T201
        sys.exit(2)
    with worker_folder() if settings.metrics else nullcontext():
        serve(settings, options.host, options.port)
    sys.exit(0)


def check_port(host: str, port: int) -> None:
    """Raise `ConfigurationError` when the address cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigurationError(
                f"Cannot listen on {host}:{port} ({reason}): choose another with --port."
            ) from None


def chosen(server: str, offered: Sequence[str]) -> str:
    """Return the server that SERVER names, one of those offered, or by default the first."""
    if server == "default":
        return offered[0]
    if server not in offered:
        raise ConfigurationError(
            f"SERVER={server} does not serve this app: choose {' or '.join(offered)}."
        )
    return server
