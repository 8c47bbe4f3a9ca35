"""TCP ports of this machine's loopback address."""

import secrets
import socket
import time

from bench.errors import UserError

HOST = "127.0.0.1"

CANDIDATES = range(20_000, 32_000)
"""Below what Linux and macOS give to outgoing connections: one of those could otherwise take a
port after we chose it and before the server binds it."""


def free_port() -> int:
    """Return a port that nobody listens on at this moment; another may take it in the next."""
    while True:
        port = secrets.choice(CANDIDATES)
        if is_free(port):
            return port


def require_free(port: int) -> None:
    """Raise `UserError` when somebody listens on `port`."""
    if not is_free(port):
        raise UserError(f"Port {port} of {HOST} is taken: choose another.")


def wait_until_free(port: int, most_s: float) -> None:
    """Wait until nobody listens on `port`, for `most_s` at most, and say nothing if somebody does.

    A process that was killed holds its port until the kernel has closed its files, and only its
    parent can wait for that.
    """
    deadline = time.monotonic() + most_s
    while not is_free(port) and time.monotonic() < deadline:
        time.sleep(0.01)


def is_free(port: int) -> bool:
    """Return whether one could listen on `port` now."""
    with socket.socket() as probe:
        # without it, connections of a server that has just ended would make its port look taken
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
