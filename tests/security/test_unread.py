"""Clients who ask for much and read nothing: they keep no one else waiting, and are given up."""

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import psutil
import psycopg
import pytest

from bench.schema import admitted
from bench.servers import Server
from bench.stacks import STACKS
from tests.by_server import BY_SERVER
from tests.security.clients import PATIENCE_S, answer_to, connected

ENDS_THEM = {"gunicorn", "gevent", "uvicorn"}
"""Granian has no bound, and no way to reach its sockets."""
CLIENTS = 8
"""As many as there are threads."""
POSTS = """
    WITH author AS (INSERT INTO users (name, email) VALUES ('a', 'a@example.org') RETURNING id)
    INSERT INTO posts (author_id, title, content)
    SELECT id, 'long', repeat('x', 100000) FROM author, generate_series(1, 100)
"""
ANSWER_BYTES = 100 * 100_000
"""And a little more; what the kernel's buffers hold is less."""
MUCH = b"GET /posts?limit=100 HTTP/1.1\r\nHost: a\r\n\r\n"
LITTLE = b"GET /health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module", params=BY_SERVER)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def server(kind: str, new_database: Callable[[], str]) -> Iterator[Server]:
    """A server with long posts and little patience for clients."""
    url = new_database()
    with psycopg.connect(url) as connection:
        connection.execute(POSTS)
    env = {"READ_TIMEOUT": "1", "POOL_TIMEOUT": "30"}
    stack = STACKS[BY_SERVER[kind]]
    with Server(stack, database_url=admitted(url), threads=CLIENTS, env=env) as server:
        yield server


@pytest.fixture(scope="module")
def unread(server: Server) -> Iterator[set[int]]:
    """The ports of clients whose answers have begun, and of which they read nothing."""
    with ExitStack() as leaving:
        clients = [leaving.enter_context(connected(server.port)) for _ in range(CLIENTS)]
        for client in clients:
            client.sendall(MUCH)
        for client in clients:
            assert client.recv(1, socket.MSG_PEEK)
        yield {client.getsockname()[1] for client in clients}


@pytest.fixture(scope="module")
def given_up(server: Server, kind: str, unread: set[int]) -> None:
    """Returns when none of these clients has a connection any more."""
    if kind not in ENDS_THEM:
        pytest.skip("docs/security.md: this server waits for them as long as they like")
    deadline = time.monotonic() + PATIENCE_S
    while left := held(server) & unread:
        assert time.monotonic() < deadline, left
        time.sleep(0.1)


def held(server: Server) -> set[int]:
    """The clients' ports of all connections that the server's side has not forgotten."""
    connections = psutil.net_connections("tcp4")
    return {
        each.raddr.port for each in connections if each.raddr and each.laddr.port == server.port
    }


@pytest.mark.usefixtures("unread")
def test_others_are_served(server: Server) -> None:
    assert answer_to(server.port, LITTLE).startswith(b"HTTP/1.1 200 ")


@pytest.mark.usefixtures("given_up")
def test_they_are_given_up_without_an_error(server: Server) -> None:
    assert "Traceback" not in server.log.read_text()


@pytest.mark.usefixtures("given_up")
def test_the_server_keeps_nothing_of_them(server: Server) -> None:
    """Not their sockets, and so not their answers."""
    workers = [server.pid, *(each.pid for each in psutil.Process(server.pid).children(True))]
    sockets = [each for pid in workers for each in psutil.Process(pid).net_connections("tcp4")]
    assert not [each for each in sockets if each.raddr and each.laddr.port == server.port]


def test_who_reads_slowly_gets_all_of_it(server: Server) -> None:
    """It takes longer than READ_TIMEOUT, and there is something read within each."""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.settimeout(PATIENCE_S)
        client.connect(("127.0.0.1", server.port))
        client.sendall(MUCH.replace(b"Host: a", b"Host: a\r\nConnection: close"))
        received = 0
        while part := client.recv(262_144):
            received += len(part)
            time.sleep(len(part) / 2_500_000)
    assert received > ANSWER_BYTES
