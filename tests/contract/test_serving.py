"""What the servers do besides answering: serve at once what waits, and end in good order."""

import os
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from signal import SIGTERM

import psycopg
import pytest

from bench.contract import connect
from bench.ports import HOST
from bench.servers import Server
from bench.stacks import STACKS
from tests.contract.test_start_up import refused

SERVED = [
    "flask-psycopg",
    "flask-psycopg-gevent",
    "flask-psycopg2-gevent",
    "flask-psycopg-granian",
    "fastapi-asyncpg",
    "fastapi-asyncpg-granian",
]
"""Every server, and every driver under the one that patches."""
PATIENCE_S = 25.0
"""Less than a client's own."""


class Served:
    """What was seen of a server with one process and two connections, up to its end."""

    def __init__(self, name: str, database_url: str) -> None:
        with Server(STACKS[name], database_url=database_url, pool_size=2) as server:
            toys = f"{server.url}/toys"
            with connect(server.url) as client, ThreadPoolExecutor(2) as threads:
                silent = HTTPConnection(HOST, server.port)
                silent.request("GET", "/health")
                silent.getresponse().read()

                with locked(database_url):
                    waiting = [threads.submit(client.get, toys) for _ in range(2)]
                    self.at_once = most_active(database_url, 2)
                wait(waiting)

                with locked(database_url):
                    in_flight = threads.submit(client.get, toys)
                    most_active(database_url, 1)
                    os.kill(server.pid, SIGTERM)
                    time.sleep(0.2)  # so that it has heard the signal
                self.status = in_flight.result().status_code
                with silent.sock:
                    self.silent_heard = silent.sock.recv(1)
            while server.exit_code() is None:
                time.sleep(0.05)
            self.exit_code = server.exit_code()
            self.log = server.log.read_text()
            self.connections = connections(database_url)
            self.processes = processes_with(f"--port\0{server.port}\0")


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Keep every request for toys waiting in the database."""
    with psycopg.connect(url) as connection:
        connection.execute("LOCK TABLE toys")
        yield


def most_active(url: str, wanted: int) -> int:
    """How many statements of the service the database has at once; looks until they are enough."""
    deadline, most = time.monotonic() + PATIENCE_S, 0
    while most < wanted and time.monotonic() < deadline:
        most = max(most, connections(url, "active"))
        time.sleep(0.05)
    return most


def connections(url: str, state: str = "%") -> int:
    """How many connections of the service the database knows."""
    with psycopg.connect(url) as connection:
        query = (
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND application_name = 'crossover' AND state LIKE %s"
        )
        return connection.execute(query, (state,)).fetchall()[0][0]


def processes_with(words: str) -> list[Path]:
    """The processes with these arguments in their command line."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if words in (process / "cmdline").read_text():
                found.append(process)
        except OSError:  # it ended meanwhile
            continue
    return found


@pytest.fixture(scope="module", params=SERVED)
def served(request: pytest.FixtureRequest, new_database: Callable[[], str]) -> Served:
    return Served(request.param, new_database())


def test_two_slow_requests_are_in_the_database_at_once(served: Served):
    assert served.at_once == 2


def test_a_request_in_flight_is_answered_before_the_end(served: Served):
    assert served.status == 200


def test_a_silent_client_sees_its_connection_end(served: Served):
    assert served.silent_heard == b""


def test_it_ends_in_good_order(served: Served):
    assert served.exit_code in (0, -SIGTERM)  # uvicorn ends as if it had not caught the signal
    assert "Traceback" not in served.log


def test_its_connections_are_given_back(served: Served):
    assert served.connections == 0


def test_no_process_of_it_is_left(served: Served):
    assert served.processes == []


@pytest.mark.parametrize(
    ("name", "server", "says"),
    [
        ("flask-psycopg", "uvicorn", "choose gunicorn or gevent or granian"),
        ("fastapi-psycopg", "gevent", "choose uvicorn or granian"),
        ("fastapi-psycopg", "hypercorn", "choose uvicorn or granian"),
    ],
)
def test_a_server_that_an_app_does_not_have_is_refused(
    name: str, server: str, says: str, database_url: str
):
    process = refused(replace(STACKS[name], server=server), database_url)
    assert process.returncode == 2
    assert process.stderr.startswith(f"SERVER={server} does not serve this app: {says}")
    assert process.stderr.count("\n") == 1
