"""How long one waits under gunicorn: for a thread and for a connection, POOL_TIMEOUT in all."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest

from tests.security.crowds import served, slow, status_of, until_refused


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
