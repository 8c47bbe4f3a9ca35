"""A service with little room, and visitors who find it full."""

import http.client
import random
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from bench.schema import admitted
from bench.servers import Server
from bench.stacks import STACKS

WAITING = 2
GET = b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n"


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


def a_moment_s() -> float:
    """Never as long as the last one: who comes in step with the others meets no crowd."""
    return random.uniform(0.05, 0.35)


def slow(url: str, ms: int = 200) -> int:
    return httpx2.get(f"{url}/slow?ms={ms}", timeout=60, trust_env=False).status_code


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
