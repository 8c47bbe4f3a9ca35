"""A stack that cannot start as told says why in one sentence and exits with 2."""

import os
import subprocess

import pytest

from bench.ports import free_port
from bench.servers import ROOT
from bench.stacks import STACKS, Capacity, Stack

APPS = ["flask-psycopg", "fastapi-psycopg"]
"""One of each app: all this is checked in `shared.launch`, before server or style matter."""


def refused(
    stack: Stack, database_url: str, capacity: Capacity | None = None, port: int | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        stack.command(free_port() if port is None else port),
        env={**os.environ, **stack.environment(database_url, capacity or Capacity())},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("name", APPS)
def test_more_connections_than_the_database_gives_are_refused(name: str, database_url: str):
    process = refused(STACKS[name], database_url, Capacity(workers=2, pool_size=100_000))
    assert process.returncode == 2
    assert "max_connections" in process.stderr
    assert process.stderr.count("\n") == 1


@pytest.mark.parametrize("name", APPS)
def test_a_database_that_does_not_answer_is_refused(name: str):
    process = refused(STACKS[name], f"postgresql://nobody@127.0.0.1:{free_port()}/nothing")
    assert process.returncode == 2
    assert process.stderr.startswith("The database does not answer")
    assert process.stderr.count("\n") == 1


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("url", ["mysql://127.0.0.1/toys", "toys.db", ""])
def test_a_url_that_is_not_postgresqls_is_refused(name: str, url: str):
    process = refused(STACKS[name], url)
    assert process.returncode == 2
    assert process.stderr.startswith("DATABASE_URL is not valid")
    assert process.stderr.count("\n") == 1


@pytest.mark.parametrize("name", APPS)
@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_cannot_be_is_refused(name: str, port: int, database_url: str):
    process = refused(STACKS[name], database_url, port=port)
    assert process.returncode == 2
    assert process.stderr.startswith(f"Cannot listen on 127.0.0.1:{port} (")
    assert process.stderr.count("\n") == 1


@pytest.mark.parametrize("name", [*APPS, "fastapi-asyncpg"])
def test_tls_that_the_server_does_not_have_is_refused(name: str, database_url: str):
    process = refused(STACKS[name], f"{database_url}?sslmode=require")
    assert process.returncode == 2
    assert "server does not support SSL, but SSL was required" in process.stderr
    assert process.stderr.count("\n") == 1


@pytest.mark.parametrize("name", [*APPS, "fastapi-asyncpg"])
def test_a_parameter_that_nobody_knows_is_refused(name: str, database_url: str):
    process = refused(STACKS[name], f"{database_url}?robots=many")
    assert process.returncode == 2
    assert process.stderr.startswith("DATABASE_URL is not valid: ")
    assert process.stderr.count("\n") == 1
