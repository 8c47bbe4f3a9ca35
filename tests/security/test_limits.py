"""What a server reads of a request, and how long it waits for it, on each server."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import orjson
import pytest

from bench.schema import admitted
from bench.servers import Server, healthy
from bench.stacks import STACKS
from tests.by_server import BY_SERVER
from tests.security.clients import answer_to, connected, is_given_up

OWN_WORDS = {"gunicorn", "gevent", "uvicorn"}
"""Servers whose refusals are problem documents: Granian's have no body, and no way to get one."""
READS_BODIES_IN_TIME = {"gunicorn", "uvicorn"}
"""Servers that bound how long a body may take; the others bound how many do that at once."""

READS_HEADS_FIRST = {"gunicorn", "gevent", "uvicorn", "granian, FastAPI"}
"""Servers on which a request takes no one's place before its head is there."""
READS_BODIES_FIRST = {"gunicorn"}
"""Nor before its body is there, if that is short."""
SLOW_CLIENTS = 120

WHOLE = b"GET /toys HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
HEAD = b"GET /health HTTP/1.1\r\nHost: a\r\n"
POST = (
    b"POST /toys HTTP/1.1\r\nHost: a\r\n"
    b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n"
)
TOO_MUCH = {
    "a long request line": (414, b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n"),
    "many headers": (431, HEAD + b"".join(b"x%d: 1\r\n" % i for i in range(150)) + b"\r\n"),
    "a long header": (431, HEAD + b"x: " + b"a" * 300_000 + b"\r\n\r\n"),
    "a head without an end": (431, HEAD + b"".join(b"x: %d\r\n" % i for i in range(60_000))),
    "no HTTP": (400, b"nonsense\r\n\r\n"),
}


@pytest.fixture(scope="module", params=BY_SERVER)
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def server(kind: str, database_url: str) -> Iterator[Server]:
    """A server with one thread, if it has threads, and little patience."""
    url = admitted(database_url)
    env = {"READ_TIMEOUT": "1"}
    with Server(STACKS[BY_SERVER[kind]], database_url=url, threads=1, env=env) as server:
        yield server


@pytest.mark.parametrize("what", TOO_MUCH)
def test_too_much_is_refused_and_the_service_lives_on(server: Server, what: str) -> None:
    status, request = TOO_MUCH[what]
    said = answer_to(server.port, request)
    assert said == b"" or said.startswith((b"HTTP/1.1 %d" % status, b"HTTP/1.1 4"))
    assert healthy(server.port)


@pytest.mark.parametrize("what", ["many headers", "no HTTP"])
def test_a_refusal_is_a_problem_document_that_tells_nothing(
    server: Server, kind: str, what: str
) -> None:
    if kind not in OWN_WORDS:
        pytest.skip("Granian refuses in its own words, without a body")
    status, request = TOO_MUCH[what]
    head, _, body = answer_to(server.port, request).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 %d " % status)
    assert b"x-content-type-options: nosniff" in head
    assert b"server:" not in head.lower()
    assert list(orjson.loads(body)) == ["type", "title", "status", "detail"]
    assert b"aaa" not in body


def test_no_server_tells_its_name_with_a_refusal(server: Server) -> None:
    said = answer_to(server.port, b"nonsense\r\n\r\n").lower()
    assert not [name for name in (b"gunicorn", b"uvicorn", b"granian", b"python") if name in said]


def test_a_silent_client_is_given_up(server: Server) -> None:
    assert is_given_up(server.port, b"")
    assert healthy(server.port)


def test_a_head_that_comes_byte_by_byte_is_given_up(server: Server) -> None:
    assert is_given_up(server.port, HEAD + b"x: ", b"a")
    assert healthy(server.port)


def test_a_body_that_comes_byte_by_byte_is_given_up(server: Server, kind: str) -> None:
    if kind not in READS_BODIES_IN_TIME:
        pytest.skip("docs/security.md: this server bounds how many such clients there are")
    assert is_given_up(server.port, POST, b" ")
    assert healthy(server.port)


@pytest.mark.parametrize(
    ("beginning", "defended"),
    [(HEAD, READS_HEADS_FIRST), (POST + b" ", READS_BODIES_FIRST)],
    ids=["head", "body"],
)
def test_slow_clients_keep_nobody_waiting(
    server: Server, kind: str, beginning: bytes, defended: set[str]
) -> None:
    """They are more than the process takes in, and all of them are in the middle of a request."""
    if kind not in defended:
        pytest.skip("docs/security.md: slow clients have places, or threads, on this server")
    with ExitStack() as leaving:
        for _ in range(SLOW_CLIENTS):
            leaving.enter_context(connected(server.port)).sendall(beginning)
        time.sleep(0.3)  # less than READ_TIMEOUT: they are still there
        assert answer_to(server.port, WHOLE).startswith(b"HTTP/1.1 200 ")


def test_a_request_that_comes_in_pieces_is_answered(server: Server) -> None:
    body = b'{"name":"kite"}'
    head = POST.replace(b"99", b"%d\r\nConnection: close" % len(body))
    with connected(server.port) as client:
        for part in (head[:20], head[20:-1], head[-1:], body[:5], body[5:]):
            client.sendall(part)
            time.sleep(0.05)
        assert client.recv(65_536).startswith(b"HTTP/1.1 201 ")


def test_a_request_whose_beginning_came_with_the_one_before_is_answered(server: Server) -> None:
    first, second = WHOLE.replace(b"Connection: close\r\n", b""), WHOLE
    with connected(server.port) as client:
        client.sendall(first + second[:20])
        time.sleep(0.2)  # so that the rest is read by itself
        client.sendall(second[20:])
        said = b"".join(iter(lambda: client.recv(65_536), b""))
    assert said.count(b"HTTP/1.1 200 ") == 2


def test_a_head_right_behind_a_long_body_is_measured_by_itself(server: Server) -> None:
    """Its first bytes may be read together with the body's last ones."""
    body = b"x" * 500_000
    long = (
        b"POST /toys HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body)
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as client:
        client.sendall(long + body[:300_000])
        time.sleep(0.2)  # so that the rest is read by itself
        client.sendall(body[300_000:] + HEAD)
        time.sleep(0.2)
        client.sendall(b"Connection: close\r\n\r\n")
        said = b"".join(iter(lambda: client.recv(65_536), b""))
    assert said.startswith(b"HTTP/1.1 415 ")
    assert b"HTTP/1.1 431 " not in said
