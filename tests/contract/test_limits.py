"""What a stack does when something runs out: connections, time, or the database itself."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.contract import connect
from bench.contract.answers import json_of, problem
from bench.contract.api import Answer, Api
from bench.contract.timing import timing_of
from bench.servers import Server
from bench.stacks import Stack
from tests.contract.relay import Relay

ENVIRONMENT = {
    "SERVER_TIMING": "1",
    "POOL_TIMEOUT": "0.2",
    "STATEMENT_TIMEOUT_MS": "700",
    "CONNECT_TIMEOUT": "2",
}

OF_A_USER_WITH_TOYS = {"orm": 2, "core": 1, "raw": 1, "tortoise": 3}
"""Statements: SQLAlchemy's ORM fetches the toys with a second one; Tortoise first the links."""


@pytest.fixture(scope="module")
def relay(database_url: str) -> Iterator[Relay]:
    with Relay(database_url) as relay:
        yield relay


@pytest.fixture(scope="module")
def api(stack: Stack, relay: Relay) -> Iterator[Api]:
    """A stack with one connection, little patience, and a database that can go away."""
    server = Server(stack, database_url=relay.url, pool_size=1, env=ENVIRONMENT)
    with server, connect(server.url) as client, Api(client, server.url) as api:
        yield api


@pytest.fixture(scope="module")
def too_slow(api: Api) -> tuple[Answer, Answer]:
    """The answer to a request whose statement runs out of time, and that to the next one."""
    return api.get("/slow?ms=3000"), api.get("/toys")


def test_a_statement_that_runs_out_of_time_gets_504(too_slow: tuple[Answer, Answer]):
    problem(too_slow[0], 504)


def test_after_a_statement_ran_out_of_time_the_next_is_served(too_slow: tuple[Answer, Answer]):
    json_of(too_slow[1])


@pytest.fixture(scope="module")
def crowd(api: Api, stack: Stack) -> list[Answer]:
    """Answers to four requests at once that each want the only connection for half a second."""
    if stack.bridge == "blocking":
        pytest.skip("it serves one request at a time, so its pool cannot run out")
    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(api.get, ["/slow?ms=500"] * 4))


def test_who_gets_no_connection_in_time_gets_503(crowd: list[Answer]):
    refused = [answer for answer in crowd if answer.status != 200]
    assert refused
    for answer in refused:
        problem(answer, 503)


def test_who_has_the_connection_is_served(crowd: list[Answer]):
    assert 200 in {answer.status for answer in crowd}


def test_a_503_says_when_to_come_again(crowd: list[Answer]):
    waits = {answer.headers.get("retry-after") for answer in crowd if answer.status == 503}
    assert waits == {"1"}


def test_without_a_database_it_is_not_ready(api: Api, relay: Relay):
    with relay.cut():
        problem(api.get("/ready"), 503)


def test_without_a_database_it_is_alive(api: Api, relay: Relay):
    with relay.cut():
        json_of(api.get("/health"))


@pytest.mark.parametrize("path", ["/toys", "/toys/1", "/feed", "/slow", "/users/1/posts"])
def test_without_a_database_reading_gets_503(api: Api, relay: Relay, path: str):
    with relay.cut():
        problem(api.get(path), 503)


def test_without_a_database_writing_gets_503(api: Api, relay: Relay):
    with relay.cut():
        problem(api.post("/toys", {"name": "robot"}), 503)


def test_without_a_database_a_503_says_when_to_come_again(api: Api, relay: Relay):
    with relay.cut():
        assert api.get("/toys").headers.get("retry-after") == "1"


def test_once_the_database_is_back_it_is_ready_again(api: Api, relay: Relay):
    with relay.cut():
        api.get("/toys")
    json_of(api.get("/ready"))


@pytest.mark.parametrize(
    ("path", "statements"), [("/health", 0), ("/toys", 1), ("/toys/1", 1), ("/robots", 0)]
)
def test_server_timing_counts_statements(api: Api, path: str, statements: int):
    timing = timing_of(api.get(path))
    assert timing is not None
    assert timing["statements"] == statements


def test_server_timing_counts_each_statement_of_a_request(api: Api, stack: Stack):
    user = api.new_user(toy_ids=[api.new_toy()["id"]])
    timing = timing_of(api.get(f"/users/{user['id']}"))
    assert timing is not None
    assert timing["statements"] == OF_A_USER_WITH_TOYS[stack.style]


def test_server_timing_has_the_time_in_the_database(api: Api):
    timing = timing_of(api.get("/slow?ms=50"))
    assert timing is not None
    assert 50 <= timing["db"] <= timing["total"]
