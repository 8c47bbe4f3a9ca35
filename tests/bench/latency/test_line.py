"""The proxy's line when it is cut, and when it stalls."""

import socket

import pytest

from bench.latency.control import LatencyProxy
from tests.bench.latency.test_loop import connected, proxy, received

__all__ = ["proxy"]


def is_over(connection: socket.socket) -> bool:
    """Whether it has ended: by a reset over TCP, by an end over a Unix socket."""
    try:
        return not connection.recv(10)
    except ConnectionResetError:
        return True


def test_a_cut_ends_what_is_connected(proxy: LatencyProxy) -> None:
    with connected(proxy) as connection:
        connection.sendall(b"before")
        assert received(connection, 6) == b"before"
        proxy.turn_to("cut")
        assert is_over(connection)


def test_who_connects_during_a_cut_hears_nothing_but_the_end(proxy: LatencyProxy) -> None:
    proxy.turn_to("cut")
    with connected(proxy) as connection:
        assert is_over(connection)


def test_after_a_cut_one_connects_again(proxy: LatencyProxy) -> None:
    proxy.turn_to("cut")
    proxy.turn_to("open")
    with connected(proxy) as connection:
        connection.sendall(b"again")
        assert received(connection, 5) == b"again"


def test_what_is_said_in_a_stall_arrives_after_it(proxy: LatencyProxy) -> None:
    with connected(proxy) as connection:
        connection.sendall(b"before")
        assert received(connection, 6) == b"before"
        proxy.turn_to("stalled")
        connection.sendall(b"during")
        connection.settimeout(0.3)
        with pytest.raises(socket.timeout):
            connection.recv(10)
        proxy.turn_to("open")
        connection.settimeout(20)
        assert received(connection, 6) == b"during"
