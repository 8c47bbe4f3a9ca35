"""Every driver's socket bounds how long the database may not even acknowledge what it is sent."""

import asyncio
import socket
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import uvloop

from shared.db.silence import libpq_limits, silence_ms
from shared.settings import Settings
from tests.asking import Kind, asking, each_kind, ping
from tests.contract.relay import Relay

Run = Callable[[Coroutine[Any, Any, Any]], Any]
STREAM = socket.SOCK_STREAM
TCP_NAMES = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
LIMITS = [
    (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    *((socket.IPPROTO_TCP, getattr(socket, name)) for name in TCP_NAMES if hasattr(socket, name)),
]

on_linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs Linux")


def limits_of_sockets_to(port: int) -> list[list[int]]:
    """Return what is set on each socket to a port, whoever in this process made it."""
    found = []
    for entry in Path("/proc/self/fd").iterdir():
        if not entry.is_socket():
            continue
        with suppress(OSError), socket.fromfd(int(entry.name), socket.AF_INET, STREAM) as own:
            if own.getpeername()[1:] == (port,):
                found.append([own.getsockopt(*option) for option in LIMITS])
    return found


def limits_of(url: str, kind: Kind, run: Run) -> list[list[int]]:
    """Return what is set on each of a stack's sockets."""

    async def asked(relay: Relay) -> list[list[int]]:
        few = {"pool_size": 1, "statement_timeout_ms": 14_000}
        async with asking(relay.url, kind, **few) as ask:
            assert await ask(ping) is None
            return limits_of_sockets_to(relay.port)

    with Relay(url) as relay:
        return run(asked(relay))


@on_linux
@each_kind
def test_every_stacks_socket_has_the_limits(database_url: str, kind: Kind) -> None:
    limits = limits_of(database_url, kind, asyncio.run)
    assert limits == [[1, 4, 4, 3, 16_000]]


@on_linux
@pytest.mark.parametrize("style", ["orm", "core", "raw", "tortoise"])
def test_the_sockets_of_uvloop_have_them_too(database_url: str, style: str) -> None:
    limits = limits_of(database_url, (style, "asyncpg", "aio"), uvloop.run)
    assert limits == [[1, 4, 4, 3, 16_000]]


def settings(**changes: int) -> Settings:
    return Settings.load(database_url="postgresql://nobody@nowhere.invalid/nothing", **changes)


def test_silence_lasts_longer_than_a_statement_may() -> None:
    assert silence_ms(settings(statement_timeout_ms=20_000)) > 20_000


@pytest.mark.parametrize("statement_timeout_ms", [0, 1])
def test_silence_lasts_longer_than_connecting_may(statement_timeout_ms: int) -> None:
    chosen = settings(statement_timeout_ms=statement_timeout_ms, connect_timeout=3)
    assert silence_ms(chosen) > 3_000


@pytest.mark.parametrize("statement_timeout_ms", [700, 10_000, 2**31 - 1])
def test_the_last_probe_ends_no_sooner_than_the_silence(statement_timeout_ms: int) -> None:
    limits = libpq_limits(settings(statement_timeout_ms=statement_timeout_ms))
    probed_s = limits["keepalives_idle"] + 3 * limits["keepalives_interval"]
    assert 1_000 * probed_s >= limits["tcp_user_timeout"]


@each_kind
def test_the_longest_statement_timeout_can_be_set(database_url: str, kind: Kind) -> None:
    async def asked() -> object:
        longest = {"statement_timeout_ms": 2**31 - 1, "pool_size": 1}
        async with asking(database_url, kind, **longest) as ask:
            return await ask(ping)

    assert asyncio.run(asked()) is None
