"""What `bench run --compose` knows without an engine; tests/compose has the rest."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import cast

import pytest
from typer.testing import CliRunner

from bench.cli import app
from bench.containers import engine
from bench.containers.engine import Usage, parse, usage
from bench.containers.project import Project
from bench.containers.service import allowed, contained_database, service_of
from bench.cpu_plan import CpuPlan
from bench.errors import Interrupted, UserError
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


@dataclass
class Running:
    """Stands in for a project with the database and an app running, whose n-th stop goes wrong."""

    fails_at: int
    error: BaseException
    stops: int = 0
    resumed: list[str] = field(default_factory=list)
    apps = tuple(APPS)

    def running(self) -> list[str]:
        return ["db", "flask-psycopg", "pgadmin"]

    def stop(self, _: Iterable[str]) -> None:
        self.stops += 1
        if self.stops == self.fails_at:
            raise self.error

    def start(self, service: str, _: object) -> str:
        raise UserError(f"{service} does not start.")

    def resume(self, services: Iterable[str]) -> None:
        self.resumed += services


@pytest.mark.parametrize("error", [Interrupted("Ctrl-C"), UserError("docker compose rm failed")])
@pytest.mark.parametrize("fails_at", [1, 2])
def test_what_ran_before_runs_again_when_stopping_goes_wrong(
    fails_at: int, error: BaseException
) -> None:
    project = Running(fails_at, error)
    nowhere = CpuPlan(app=None, others=None)
    with (
        pytest.raises(type(error), match=str(error)),
        contained_database(cast("Project", project), nowhere),
    ):
        pass
    assert project.resumed == ["db", "flask-psycopg"]
