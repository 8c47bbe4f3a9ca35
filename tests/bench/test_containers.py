"""What `bench run --compose` knows without an engine; tests/compose has the rest."""

import pytest
from typer.testing import CliRunner

from bench.cli import app
from bench.containers import engine
from bench.containers.engine import Usage, parse, usage
from bench.containers.service import allowed, service_of
from bench.errors import UserError
from bench.stacks import STACKS

APPS = ["flask-psycopg", "fastapi-asyncpg", "fastapi-tortoise", "fastapi-asyncpg-pgbouncer"]
MIB = 2**20


def stats(cpu_ns: int, memory: dict[str, object]) -> dict[str, object]:
    return {"cpu_stats": {"cpu_usage": {"total_usage": cpu_ns}}, "memory_stats": memory}


def test_cpu_and_memory_are_read_as_cgroup_v1_has_them() -> None:
    memory = {"usage": 90 * MIB, "max_usage": 99 * MIB, "stats": {"total_inactive_file": 20 * MIB}}
    assert parse(stats(1_500_000_000, memory)) == Usage(cpu_seconds=1.5, memory_mib=70.0)


def test_cpu_and_memory_are_read_as_cgroup_v2_has_them() -> None:
    memory = {"usage": 90 * MIB, "stats": {"inactive_file": 20 * MIB}}
    assert parse(stats(1_500_000_000, memory)) == Usage(cpu_seconds=1.5, memory_mib=70.0)


def test_a_container_that_does_not_run_has_no_usage() -> None:
    assert parse(stats(0, {})) is None


def test_an_engine_out_of_reach_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:2375")
    assert usage("any") is None


def test_an_engine_that_is_not_there_knows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DOCKER_HOST", raising=False)
    monkeypatch.setattr(engine, "SOCKET", "/nowhere/docker.sock")
    assert usage("any") is None


@pytest.mark.parametrize(
    ("stack", "service"),
    [
        ("fastapi-asyncpg", "fastapi-asyncpg"),
        ("fastapi-asyncpg-raw", "fastapi-asyncpg"),
        ("fastapi-asyncpg-core", "fastapi-asyncpg"),
        ("fastapi-asyncpg-granian", "fastapi-asyncpg"),
        ("fastapi-tortoise", "fastapi-tortoise"),
    ],
)
def test_a_stack_is_served_by_the_service_that_differs_by_style_or_server_only(
    stack: str, service: str
) -> None:
    assert service_of(STACKS[stack], APPS) == service


def test_a_stack_without_a_service_is_refused_with_those_that_have_one() -> None:
    with pytest.raises(UserError, match=r"no service for fastapi-blocking-psycopg2: .* flask-psyc"):
        service_of(STACKS["fastapi-blocking-psycopg2"], APPS)


def test_a_service_gets_its_cpus_whole() -> None:
    assert allowed(frozenset({3, 1})) == {
        "cpuset": "1,3",
        "deploy": {"resources": {"limits": {"cpus": "2"}}},
    }


def test_where_nothing_is_divided_the_compose_files_limits_stay() -> None:
    assert allowed(None) == {}


def test_another_database_cannot_be_had_beside_the_containers() -> None:
    asked = ["run", "--compose", "--database-url", "postgresql://localhost/elsewhere"]
    refused = CliRunner().invoke(app, asked)
    assert isinstance(refused.exception, UserError)
    assert str(refused.exception).startswith("--compose has its own database and stacks")
