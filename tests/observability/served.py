"""One stack with one process and one connection, visited in every way that leaves a trace."""

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx2
import psycopg
from prometheus_client.parser import text_string_to_metric_families

from bench.servers import Server
from bench.stacks import STACKS

SERVED = [
    "flask-psycopg2-core",
    "flask-psycopg-raw",
    "flask-psycopg2-gevent",
    "flask-psycopg-granian",
    "fastapi-psycopg",
    "fastapi-asyncpg-raw",
    "fastapi-asyncpg-granian",
    "fastapi-tortoise",
    "fastapi-threads-psycopg2",
]
"""Every server, every driver, every style, and the bridge."""

ALL_ON = {"LOG_FORMAT": "json", "LOG_REQUESTS": "1", "SQL_COMMENTS": "1", "METRICS": "1"}
TRACE = "0af7651916cd43dd8448eb211c80319c"
SENT = {"X-Request-ID": "from-outside-1", "traceparent": f"00-{TRACE}-b7ad6b7169203331-01"}
HOSTILE = {"X-Request-ID": "a\"b' */ x=1", "traceparent": "00-'*/-x-01"}
PATIENCE_S = 30.0

Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


@dataclass
class Served:
    """What was seen of it."""

    answer: httpx2.Response
    statement: str
    hostile: httpx2.Response
    failed: httpx2.Response
    busy: Samples
    idle: Samples
    content_type: str
    lines: list[dict[str, Any]]

    def line(self, request_id: str, logger: str = "access") -> dict[str, Any]:
        """The line that tells of a request."""
        (found,) = (
            line
            for line in self.lines
            if line.get("request_id") == request_id and line["logger"] == logger
        )
        return found


def serve(name: str, database_url: str) -> Served:
    with (
        Server(STACKS[name], database_url=database_url, pool_size=1, env=ALL_ON) as server,
        httpx2.Client(base_url=server.url, timeout=PATIENCE_S) as client,
    ):
        answer = client.get("/toys?limit=3", headers=SENT)
        statement = last_statement(database_url)
        hostile = client.get("/toys", headers=HOSTILE)
        for path in ("/a", "/b/c", "/toys/%0Ax/y", "//users"):
            client.get(path)
        client.request("PURGE", "/toys")
        client.request("DELETE", "/toys")
        client.get("/toys/1")
        client.get("/toys/2")
        with ThreadPoolExecutor(2) as threads:
            slow = [threads.submit(httpx2.get, f"{server.url}/slow?ms=1500") for _ in range(2)]
            busy = metrics_when(client, lambda m: pool(m) == {"in_use": 1, "waiters": 1})
            assert {each.result(PATIENCE_S).status_code for each in slow} == {200}
        with psycopg.connect(database_url) as connection:
            connection.execute("DROP TABLE posts CASCADE")
        failed = client.get("/posts/1", headers={"X-Request-ID": "failing-1"})
        idle = metrics_when(client, lambda m: pool(m) == {"in_use": 0, "waiters": 0})
        content_type = client.get("/metrics").headers["Content-Type"]
        lines = lines_when(server, lambda ls: any(line.get("status") == 500 for line in ls))
    return Served(answer, statement, hostile, failed, busy, idle, content_type, lines)


def last_statement(database_url: str) -> str:
    """What the service's only connection has sent last, as the server saw it."""
    with psycopg.connect(database_url) as connection:
        query = (
            "SELECT query FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'crossover'"
        )
        ((found,),) = connection.execute(query).fetchall()
    return found


def samples(text: str) -> Samples:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(measured: Samples, name: str) -> float:
    """The sum over all labels."""
    return sum(value for (sample, _), value in measured.items() if sample == name)


def pool(measured: Samples) -> dict[str, float]:
    return {each: total(measured, f"db_pool_{each}") for each in ("in_use", "waiters")}


def metrics_when(client: httpx2.Client, is_so: Callable[[Samples], bool]) -> Samples:
    """The metrics as soon as they are as one waits for."""
    return when(lambda: samples(client.get("/metrics").text), is_so)


def lines_when(
    server: Server, is_so: Callable[[list[dict[str, Any]]], bool]
) -> list[dict[str, Any]]:
    """The log as soon as it is as one waits for; every line of it has to be JSON."""
    return when(lambda: [json.loads(line) for line in server.log.read_text().splitlines()], is_so)


def when(
    look: Callable[[], Any], is_so: Callable[[Any], bool], patience_s: float = PATIENCE_S
) -> Any:
    deadline = time.monotonic() + patience_s
    while not is_so(seen := look()):
        assert time.monotonic() < deadline, seen
        time.sleep(0.2)
    return seen
