"""How long a database may not even acknowledge what it is sent, before a connection is given up.

No other limit helps when the network loses everything without a word: those of statements are the
server's, and TCP by itself tries for a quarter of an hour. The system's own limits, on each socket,
cost a request nothing. A server that is merely slow acknowledges all the same.
"""

import socket
from math import ceil
from typing import Any, ClassVar, TypeVar, cast

from shared.settings import Settings

MARGIN_MS = 2_000
HOUR_MS = 3_600_000
PROBES = 3
"""So many packets in a row that ask a silent host for a sign of life."""

Class = TypeVar("Class")


def silence_ms(settings: Settings) -> int:
    """Return the longest silence: a little more than a statement or connecting may take."""
    longest_ms = max(settings.statement_timeout_ms, 1_000 * settings.connect_timeout)
    return min(longest_ms + MARGIN_MS, HOUR_MS)


def probe_every_s(settings: Settings) -> int:
    """Return how often to ask, so that the silence is over with the last probe's turn."""
    return ceil(silence_ms(settings) / 1_000 / (1 + PROBES))


def libpq_limits(settings: Settings) -> dict[str, int]:
    """Return libpq's arguments, of which it leaves out what the system does not have."""
    every_s = probe_every_s(settings)
    return {
        "tcp_user_timeout": silence_ms(settings),
        "keepalives_idle": every_s,
        "keepalives_interval": every_s,
        "keepalives_count": PROBES,
    }


def socket_options(settings: Settings) -> list[tuple[int, int, int]]:
    """Return the same for `setsockopt`: level, option and value of those that the system has."""
    every_s = probe_every_s(settings)
    wanted = {
        "TCP_USER_TIMEOUT": silence_ms(settings),  # Linux
        "TCP_KEEPIDLE" if hasattr(socket, "TCP_KEEPIDLE") else "TCP_KEEPALIVE": every_s,  # macOS
        "TCP_KEEPINTVL": every_s,
        "TCP_KEEPCNT": PROBES,
    }
    there = {name: value for name, value in wanted.items() if hasattr(socket, name)}
    return [
        (socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1),
        *((socket.IPPROTO_TCP, getattr(socket, name), value) for name, value in there.items()),
    ]


class Limited:
    """A connection of asyncpg's that sets the options once it is connected.

    asyncpg has no argument for them; but it makes a connection with the transport it goes over.
    """

    __slots__ = ()
    limits: ClassVar[list[tuple[int, int, int]]]

    def __init__(self, protocol: Any, transport: Any, *more: Any, **named: Any) -> None:
        super().__init__(protocol, transport, *more, **named)  # type: ignore[call-arg]  # asyncpg's
        own = transport.get_extra_info("socket")
        if own is not None and own.family in {socket.AF_INET, socket.AF_INET6}:
            for limit in self.limits:
                own.setsockopt(*limit)


def limiting(settings: Settings, connection_class: type[Class]) -> type[Class]:
    """Return a class of asyncpg's connections that bounds the silence of each."""
    contents = {"__slots__": (), "limits": socket_options(settings)}
    limited = type(connection_class.__name__, (Limited, connection_class), contents)
    return cast(type[Class], limited)
