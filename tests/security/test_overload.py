"""Where too many wait, one more is told at once to come again; nothing queues without end."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import orjson
import pytest

from bench.servers import Server
from shared.limits import most_requests, refusal_delay_s
from shared.settings import Settings
from tests.by_server import BY_SERVER
from tests.security.crowds import (
    GET,
    WAITING,
    a_moment_s,
    served,
    slow,
    status_of,
    until_refused,
)

REFUSING = {name: stack for name, stack in BY_SERVER.items() if name != "granian, Flask"}
REFUSING["uvicorn, threads"] = "fastapi-threads-psycopg2"
POST = (
    b"POST /toys HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
    b'Content-Length: 15\r\n\r\n{"name":"kite"}'
)
PROBLEM = {
    "type": "about:blank",
    "title": "Service Unavailable",
    "status": 503,
    "detail": "too many requests are waiting",
}


@pytest.fixture(scope="module", params=REFUSING)
def server(request: pytest.FixtureRequest, database_url: str) -> Iterator[Server]:
    with served(REFUSING[request.param], database_url) as server:
        yield server


@pytest.fixture
def crowd(server: Server) -> Iterator[list[int]]:
    """Twice as many visitors as the process takes in, all the time; what they were answered."""
    answers: list[int] = []
    over = threading.Event()

    def visit() -> None:
        while not over.is_set():
            answers.append(slow(server.url))
            if answers[-1] == 503:
                over.wait(a_moment_s())

    with ThreadPoolExecutor(2 * (WAITING + 1)) as visitors:
        visits = [visitors.submit(visit) for _ in range(2 * (WAITING + 1))]
        try:
            yield answers
        finally:
            over.set()
    assert [visit.exception() for visit in visits] == [None] * len(visits)
    assert set(answers) == {200, 503}


@pytest.mark.usefixtures("crowd")
def test_one_more_is_told_to_come_again(server: Server):
    refused = until_refused(server.url)
    assert orjson.loads(refused.content) == PROBLEM
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["cache-control"] == "no-store"


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT"])
def test_whatever_is_asked_the_refusal_is_whole(server: Server, method: str):
    refused = until_refused(server.url, method)
    assert bool(refused.content) is (method != "HEAD")


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("asked", [GET, POST], ids=["GET", "POST"])
def test_a_connection_outlives_its_refusal(server: Server, asked: bytes):
    statuses: list[int] = []
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
        while len(statuses) < 3 or not {503} <= set(statuses[:-2]):
            statuses.append(status_of(connection, asked))
            assert len(statuses) < 200, statuses
            time.sleep(a_moment_s())
    assert set(statuses) <= {200, 201, 503}


@pytest.mark.usefixtures("crowd")
def test_who_says_more_than_is_answered_yet_gets_whole_answers(server: Server):
    """A second request comes while the first may be held back: no answer is lost or broken."""
    while True:
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as connection:
            connection.sendall(GET)
            time.sleep(0.1)
            with suppress(OSError):
                connection.sendall(GET)
            answer = http.client.HTTPResponse(connection)
            answer.begin()
            body = answer.read()
            if answer.status == 503:
                assert orjson.loads(body) == PROBLEM
                return
            assert answer.status == 200


def test_under_granian_flask_lets_the_rest_wait_where_they_are(database_url: str):
    with served(BY_SERVER["granian, Flask"], database_url) as server:
        with ThreadPoolExecutor(6) as visitors:
            visits = [visitors.submit(slow, server.url) for _ in range(6)]
        assert [visit.result() for visit in visits] == [200] * 6


@pytest.mark.parametrize(("given", "most"), [({}, 8 + 64), ({"queue_limit": 20}, 28)])
def test_how_many_a_process_takes_in(given: dict[str, int], most: int):
    settings = Settings.load(database_url="postgresql://a@b/c", **given)
    assert most_requests(settings) == most


@pytest.mark.parametrize(("pool_timeout", "delay_s"), [(5, 1.0), (0.2, 0.1)])
def test_a_refusal_is_held_back_within_the_pools_patience(pool_timeout: float, delay_s: float):
    settings = Settings.load(database_url="postgresql://a@b/c", pool_timeout=pool_timeout)
    assert refusal_delay_s(settings) == delay_s


def test_clients_who_leave_are_no_requests(database_url: str):
    """A proxy that ends closes all of its connections at once; nobody is refused for that."""
    with served("flask-psycopg", database_url) as server, ExitStack() as closing:
        others = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(500)]
        for one in others:
            closing.callback(one.close)
            assert status_of(one) == 200
        with socket.create_connection(("127.0.0.1", server.port), timeout=60) as patient:
            assert status_of(patient) == 200
            closing.close()
            assert [status_of(patient) for _ in range(20)] == [200] * 20
