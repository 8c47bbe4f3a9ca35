"""How much of a request a server reads, how long it waits for a client, how many it takes in.

The same for all servers, as far as each can: docs/security.md.
"""

import socket
from typing import Final

from shared.errors import Unavailable
from shared.refusals import answer, parts
from shared.settings import Settings

REQUEST_LINE_BYTES: Final = 8_190
HEADERS: Final = 100
HEADER_BYTES: Final = 8_190
"""Of one header field."""
HEAD_BYTES: Final = 65_536
"""Of all of them together."""
BACKLOG: Final = 1_024
"""Connections that the kernel keeps until a process takes them."""
WAITING_PER_CONNECTION: Final = 8
REFUSAL_DELAY_S: Final = 1.0  # what Retry-After asks for


def most_requests(settings: Settings) -> int:
    """Return how many requests a process takes in at once: those at work and those that wait."""
    connections = settings.pool_size + settings.max_overflow
    return connections + (settings.queue_limit or WAITING_PER_CONNECTION * connections)


def refusal_delay_s(settings: Settings) -> float:
    """Return how long a refusal is held back, well within POOL_TIMEOUT.

    A client that comes again as soon as it is refused would otherwise be refused so often that
    nothing else gets done.
    """
    return min(REFUSAL_DELAY_S, settings.pool_timeout / 2)


def bound_unread(connections: socket.socket, timeout_s: float) -> None:
    """Let the kernel end a connection whose client takes nothing of what waits for it so long.

    Whoever sends meets a `TimeoutError` then. What a listener accepts inherits it. Where there is
    no TCP_USER_TIMEOUT, as on macOS, clients are not bounded.
    """
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        timeout_ms = round(timeout_s * 1000)
        connections.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, timeout_ms)


def too_busy() -> Unavailable:
    """Return what a request gets that would have to wait behind too many others."""
    return Unavailable("too many requests are waiting")


_REFUSED = too_busy()
BUSY_PARTS: Final = parts(_REFUSED.status, _REFUSED.detail, _REFUSED.headers)
"""Its headers and its body."""
BUSY: Final = answer(_REFUSED.status, _REFUSED.detail, _REFUSED.headers)
"""The same as a whole, behind which the connection lives on."""
BUSY_CLOSING: Final = answer(
    _REFUSED.status, _REFUSED.detail, {**_REFUSED.headers, "connection": "close"}
)
