"""Where too many wait, one more is told at once to come again; nothing queues without end."""

import http.client
import random
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

import httpx2
import orjson
import pytest

from bench.schema import admitted
from bench.servers import Server
from bench.stacks import STACKS
from shared.limits import most_requests, refusal_delay_s
from shared.settings import Settings
from tests.security.kinds import BY_SERVER

REFUSING = {name: stack for name, stack in BY_SERVER.items() if name != "granian, Flask"}
REFUSING["uvicorn, threads"] = "fastapi-threads-psycopg2"
WAITING = 2
GET = b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"
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


@contextmanager
def served(
    stack: str, url: str, pool_timeout_s: float = 30, threads: int = 1, waiting: int = WAITING
) -> Iterator[Server]:
    """A stack with one connection, for which two more requests may wait."""
    env = {"QUEUE_LIMIT": str(waiting), "POOL_TIMEOUT": str(pool_timeout_s)}
    with Server(
        STACKS[stack], database_url=admitted(url), threads=threads, pool_size=1, env=env
    ) as server:
        yield server


@pytest.fixture(scope="module", params=REFUSING)
def server(request: pytest.FixtureRequest, database_url: str) -> Iterator[Server]:
    with served(REFUSING[request.param], database_url) as server:
        yield server


def a_moment_s() -> float:
    """Never as long as the last one: who comes in step with the others meets no crowd."""
    return random.uniform(0.05, 0.35)


def slow(url: str, ms: int = 200) -> int:
    return httpx2.get(f"{url}/slow?ms={ms}", timeout=60, trust_env=False).status_code


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


def until_refused(url: str, method: str = "GET") -> httpx2.Response:
    """Ask until there is no room: each time one is answered in one's turn, or refused at once."""
    body = b'{"name":"kite"}' if method in {"POST", "PUT"} else None
    for _ in range(100):
        refused = httpx2.request(method, f"{url}/toys", content=body, timeout=60, trust_env=False)
        if refused.status_code == 503:
            return refused
        time.sleep(a_moment_s())
    raise AssertionError("nobody was refused")


def status_of(connection: socket.socket, asked: bytes = GET) -> int:
    """Ask on a connection that stays."""
    connection.sendall(asked)
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    answer.read()
    assert answer.will_close is False
    return answer.status


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


def test_who_gets_no_thread_in_time_is_refused(database_url: str):
    """And keeps the connection: it is answered there once a thread is free."""
    with (
        served("flask-psycopg", database_url, pool_timeout_s=0.5) as server,
        ThreadPoolExecutor(1) as other,
        socket.create_connection(("127.0.0.1", server.port), timeout=60) as patient,
    ):
        assert status_of(patient) == 200
        busy = other.submit(slow, server.url, 4_000)
        while (status := status_of(patient)) == 200:
            assert not busy.done()  # it has not begun yet
        assert (status, busy.done()) == (503, False)
        assert busy.result() == 200
        assert status_of(patient) == 200


@pytest.mark.parametrize("stack", ["flask-psycopg", "flask-psycopg-raw"])
def test_waiting_for_a_thread_and_for_a_connection_is_one_wait(database_url: str, stack: str):
    """One thread is busy; the other's requests wait for its connection, the rest for a thread."""

    def took_s(_: int) -> float:
        began = time.monotonic()
        answer = httpx2.get(f"{server.url}/toys", timeout=60, trust_env=False)
        assert answer.status_code == 503
        return time.monotonic() - began

    with (
        served(stack, database_url, pool_timeout_s=1.5, threads=2, waiting=10) as server,
        ThreadPoolExecutor(5) as visitors,
    ):
        busy = visitors.submit(slow, server.url, 5_000)
        until_refused(server.url)  # now the slow one has the connection
        waits = list(visitors.map(took_s, range(4)))
        assert max(waits) < 1.75 * min(waits)
        assert busy.result() == 200
