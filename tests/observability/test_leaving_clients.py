"""A client who hangs up in the middle of a body is no error of the service's, on any server."""

import socket
import struct
from collections.abc import Iterator
from itertools import product

import httpx2
import pytest

from bench.servers import Server
from bench.stacks import STACKS
from tests.by_server import BY_SERVER
from tests.observability.served import PATIENCE_S, Samples, metrics_when

HEAD = b"POST /toys HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
BEGINNINGS = (
    HEAD + b'Content-Length: 99999\r\n\r\n{"name":',
    HEAD + b'Transfer-Encoding: chunked\r\n\r\n8\r\n{"name":\r\n',
)
IN_ORDER = struct.pack("ii", 0, 0)
ABRUPTLY = struct.pack("ii", 1, 0)
"""For SO_LINGER: the connection is reset."""
LEFT = list(product(BEGINNINGS, (IN_ORDER, ABRUPTLY)))


@pytest.fixture(scope="module", params=BY_SERVER)
def server(request: pytest.FixtureRequest, database_url: str) -> Iterator[Server]:
    stack = STACKS[BY_SERVER[request.param]]
    with Server(stack, database_url=database_url, env={"METRICS": "1"}) as server:
        yield server


@pytest.fixture(scope="module")
def answers(server: Server) -> dict[str, float]:
    """How often there was which status, once clients have left in every way."""
    with httpx2.Client(base_url=server.url, timeout=PATIENCE_S) as asking:
        for number, (beginning, how) in enumerate(LEFT, start=1):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, how)
                client.sendall(beginning)
                metrics_when(asking, lambda m: m["http_requests_in_flight", ()] == 2)
            seen = metrics_when(asking, lambda m, n=number: sum(posts(m).values()) == n)
    return posts(seen)


def posts(measured: Samples) -> dict[str, float]:
    return {
        labels["status"]: value
        for (name, pairs), value in measured.items()
        if name == "http_request_duration_seconds_count"
        and (labels := dict(pairs))["method"] == "POST"
    }


def test_it_counts_as_a_wrong_request(answers: dict[str, float]) -> None:
    assert answers == {"400": len(LEFT)}


@pytest.mark.usefixtures("answers")
def test_the_log_tells_of_no_error(server: Server) -> None:
    log = server.log.read_text()
    assert "Traceback" not in log
    assert "rror" not in log
