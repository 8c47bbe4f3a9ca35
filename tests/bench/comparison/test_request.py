"""From options to a configuration; what cannot be done is said."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from bench.cli import app
from bench.comparison.config import RunConfig
from bench.comparison.request import Request, configuration, hide_url
from bench.containers.service import service_of
from bench.errors import UserError
from bench.stack_groups import GROUPS
from bench.stacks import STACKS

ROOT = Path(__file__).parents[3]

Asked = Callable[..., RunConfig]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Returns the configuration that `bench run` with these options would have run."""
    seen: list[Request] = []
    monkeypatch.setattr(
        "bench.comparison.command.compare_stacks", lambda request, _: seen.append(request)
    )

    def ask(*options: str) -> RunConfig:
        assert CliRunner().invoke(app, ["run", *options]).exit_code == 0
        return configuration(seen[-1])

    return ask


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--stacks", "flask-psycopg,nonesuch", r"^There is no stack named 'nonesuch'"),
        ("--stacks", "", r"^Name at least one stack\.$"),
        ("--stacks", " , ", r"^Name at least one stack\.$"),
        ("--workload", "read,nonesuch", r"no workload named 'nonesuch': there are read, detail"),
        ("--workload", "", r"^Name at least one workload\.$"),
        ("--users", "", r"^Name at least one number of users\.$"),
        ("--arrivals", "bursts", r"^--arrivals must be constant or poisson: not bursts\.$"),
        ("--scale", "0", r"^The scale of the dataset"),
        ("--scale", "nan", r"^The scale of the dataset"),
    ],
)
def test_what_cannot_be_done_is_said(asked: Asked, option: str, value: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        asked(option, value)


@pytest.mark.parametrize(
    ("stacks", "names"),
    [
        ("flask-psycopg", ["flask-psycopg"]),
        (" flask-psycopg , fastapi-asyncpg,", ["flask-psycopg", "fastapi-asyncpg"]),
        (
            "flask-psycopg,fastapi-asyncpg,flask-psycopg,flask-psycopg",
            ["flask-psycopg", "fastapi-asyncpg", "flask-psycopg#2", "flask-psycopg#3"],
        ),
    ],
)
def test_a_stack_named_again_gets_a_number(asked: Asked, stacks: str, names: list[str]) -> None:
    assert [stack.name for stack in asked("--stacks", stacks).stacks] == names


def test_a_stack_named_again_is_the_same_stack(asked: Asked) -> None:
    first, second = asked("--stacks", "flask-psycopg,flask-psycopg").stacks
    assert first.command(1) == second.command(1)


def test_of_a_group_only_what_has_a_service_runs_in_containers(asked: Asked) -> None:
    names = [stack.name for stack in asked("--compose", "--stacks", "all").stacks]
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert names == [name for name in GROUPS["all"] if name != "fastapi-blocking-psycopg2"]
    assert all(service_of(STACKS[name], services) for name in names)


def test_what_is_asked_for_by_its_own_name_is_not_left_out(asked: Asked) -> None:
    (stack,) = asked("--compose", "--stacks", "fastapi-blocking-psycopg2").stacks
    assert stack.name == "fastapi-blocking-psycopg2"


def test_a_workload_named_again_is_measured_once(asked: Asked) -> None:
    assert asked("--workload", "mixed, read,mixed").workloads == ("mixed", "read")


@pytest.mark.parametrize(("text", "seconds"), [("2-2", (2, 2)), ("0-0.5", (0, 0.5))])
def test_think_time_may_be_a_range(asked: Asked, text: str, seconds: tuple[float, float]) -> None:
    assert asked("--think", text).think_time_s == seconds


@pytest.mark.parametrize("text", ["", "-", "1-2-3", "inf", "1-inf"])
def test_think_time_that_is_no_time_is_said(asked: Asked, text: str) -> None:
    with pytest.raises(UserError, match=r"^--think must be seconds"):
        asked(f"--think={text}")


@pytest.mark.parametrize("text", ["inf", "1e999", "500,inf"])
def test_a_rate_without_end_is_said_to_be_none(asked: Asked, text: str) -> None:
    with pytest.raises(UserError, match="is no rate"):
        asked("--rates", text)


def test_a_given_seed_is_kept(asked: Asked) -> None:
    assert asked("--seed", "0").seed == 0


def test_without_a_seed_one_is_drawn(asked: Asked) -> None:
    assert len({asked().seed for _ in range(5)}) > 1


def test_the_capacity_is_what_was_asked_for(asked: Asked) -> None:
    config = asked("--workers", "2", "--threads", "3", "--connections", "4")
    assert (config.capacity.workers, config.capacity.threads) == (2, 3)
    assert config.capacity.connections == 8


URL = "postgresql://someone:hidden@host/name"


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["run", "--rounds", "3"], ["run", "--rounds", "3"]),
        (
            ["run", "--database-url", URL, "--rounds", "3"],
            ["run", "--database-url", "…", "--rounds", "3"],
        ),
        ([f"--database-url={URL}"], ["--database-url=…"]),
        (["--database-url"], ["--database-url"]),
    ],
)
def test_the_command_line_is_shown_without_the_databases_url(
    arguments: list[str], shown: list[str]
) -> None:
    assert hide_url(arguments) == shown


def test_the_command_is_kept_without_the_databases_url(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/somewhere/bench", "run", "--database-url", URL])
    assert asked("--database-url", URL).command == "bench run --database-url …"
