"""A worker that is killed takes nothing with it, and a server that ends leaves nothing behind."""

import os
from collections.abc import Callable
from pathlib import Path
from signal import SIGKILL, SIGTERM

import httpx2
import pytest

from bench.servers import Server
from bench.stacks import STACKS
from shared.launch import KILL_TIMEOUT_S
from tests.observability.served import (
    ALL_ON,
    PATIENCE_S,
    Samples,
    metrics_when,
    samples,
    total,
    when,
)

SUPERVISED = [
    "flask-psycopg",
    "flask-psycopg-gevent",
    "flask-psycopg-granian",
    "fastapi-asyncpg",
    "fastapi-asyncpg-granian",
]
"""Every server: each puts another worker in the place of one that ended."""
TOYS = (("method", "GET"), ("route", "/toys"), ("status", "200"))
COUNT = ("http_request_duration_seconds_count", TOYS)
VISITS = 5


def workers(measured: Samples) -> set[int]:
    """The processes that have a pool."""
    return {
        int(dict(labels)["pid"])
        for (name, labels), value in measured.items()
        if name == "db_pool_size" and value
    }


def both_serve(measured: Samples) -> bool:
    return len(workers(measured)) == 2


@pytest.mark.parametrize("name", SUPERVISED)
def test_what_a_killed_worker_counted_stays(
    name: str, tmp_path: Path, new_database: Callable[[], str]
):
    with (
        Server(
            STACKS[name],
            database_url=new_database(),
            workers=2,
            env={**ALL_ON, "TMPDIR": str(tmp_path)},
        ) as server,
        httpx2.Client(
            base_url=server.url, timeout=PATIENCE_S, headers={"Connection": "close"}
        ) as client,
    ):
        before = workers(metrics_when(client, both_serve))
        for _ in range(VISITS):
            assert client.get("/toys").status_code == 200
        # a request is counted once it was answered, a moment later
        when(lambda: answered(client), lambda seen: seen.get(COUNT) == VISITS)
        for victim in before:
            os.kill(victim, SIGKILL)
            after = when(
                lambda: answered(client),
                lambda seen, gone=victim: both_serve(seen) and gone not in workers(seen),
            )
            assert after[COUNT] == VISITS
            assert total(after, "http_requests_in_flight") == 1
        assert not before & workers(after)
        (folder,) = tmp_path.glob("crossover-metrics-*")
        assert (folder / "histogram_ended.db").exists()
        os.kill(server.pid, SIGTERM)
        # a worker of Granian's that still begins does not hear it, and is killed
        when(server.exit_code, lambda code: code is not None, KILL_TIMEOUT_S + PATIENCE_S)
        assert not folder.exists()


def answered(client: httpx2.Client) -> Samples:
    """The metrics, or none while the worker that was asked is just being killed."""
    try:
        return samples(client.get("/metrics").text)
    except httpx2.TransportError:
        return {}


@pytest.mark.parametrize("name", ["flask-psycopg-granian", "fastapi-asyncpg"])
def test_a_server_that_ends_leaves_no_folder(name: str, tmp_path: Path, database_url: str):
    env = {"METRICS": "1", "TMPDIR": str(tmp_path)}
    with Server(STACKS[name], database_url=database_url, env=env) as server:
        (folder,) = tmp_path.glob("crossover-metrics-*")
        os.kill(server.pid, SIGTERM)
        assert when(server.exit_code, lambda code: code is not None) in (0, 128 + SIGTERM)
        assert not folder.exists()
