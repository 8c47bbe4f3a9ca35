"""Clients who keep their end open after a last answer: gunicorn's loop does not wait for them."""

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack
from signal import SIGTERM

import psutil
import pytest

from bench.servers import Server
from bench.stacks import STACKS
from tests.security.clients import PATIENCE_S, connected

CLIENTS = 6
LAST = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def server(database_url: str) -> Iterator[Server]:
    with Server(STACKS["flask-psycopg"], database_url=database_url) as server:
        yield server


@pytest.fixture
def answered(server: Server) -> Iterator[set[int]]:
    """The ports of clients that were answered, one after the other, and do not hang up."""
    with ExitStack() as leaving:
        clients = []
        for _ in range(CLIENTS):
            client = leaving.enter_context(connected(server.port))
            clients.append(client)
            client.sendall(LAST)
            received = bytearray()
            while part := client.recv(65_536):
                received += part
            assert received.startswith(b"HTTP/1.1 200 ")
        yield {client.getsockname()[1] for client in clients}


def held(server: Server, ports: set[int]) -> set[int]:
    """Those of the clients' ports that a socket of the server's processes is connected to."""
    processes = [server.pid, *(each.pid for each in psutil.Process(server.pid).children(True))]
    sockets = [each for pid in processes for each in psutil.Process(pid).net_connections("tcp4")]
    return {each.raddr.port for each in sockets if each.raddr} & ports


def test_one_does_not_have_to_leave_before_the_next_is_answered(
    server: Server, answered: set[int]
) -> None:
    assert len(held(server, answered)) >= 2


def test_all_are_left_after_a_while(server: Server, answered: set[int]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while left := held(server, answered):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def test_a_server_that_is_told_to_end_does_so(database_url: str) -> None:
    with Server(STACKS["flask-psycopg"], database_url=database_url) as server:
        with connected(server.port) as client:
            client.sendall(LAST)
            while client.recv(65_536):
                pass
            os.kill(server.pid, SIGTERM)
            deadline = time.monotonic() + PATIENCE_S
            while server.exit_code() is None and time.monotonic() < deadline:
                time.sleep(0.1)
        assert server.exit_code() == 0
