"""`bench plan` over results that are there already: what it prints, leaves and refuses."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import results
from tests.bench.comparison.in_process import Said, bench, refusal
from tests.bench.plan import known

GOAL = ("--rate", "9000", "--p95", "30")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("measured") / "results.json"
    results.write(known.results(), path)
    return path


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def said(measured: Path, out: Path) -> Said:
    found = bench("plan", *GOAL, "--demands", str(measured), "--out", str(out))
    assert (found.code, found.stderr) == (0, "")
    return found


@pytest.fixture(scope="module")
def document(said: Said, out: Path) -> dict[str, Any]:
    assert said.code == 0
    (folder,) = out.iterdir()
    found: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("stack", ["flask-psycopg", "fastapi-asyncpg"])
def test_it_says_what_a_stack_runs_out_of_first(said: Said, stack: str) -> None:
    assert f"{stack} runs out of " in said.stdout


def test_it_says_what_is_extrapolated(said: Said) -> None:
    assert "Extrapolated, on paper only" in said.stdout


def test_stacks_that_block_are_left_out_where_nobody_names_them(document: dict[str, Any]) -> None:
    assert {plan["stack"] for plan in document["plans"]} == {"flask-psycopg", "fastapi-asyncpg"}


def test_the_file_has_the_goal(document: dict[str, Any]) -> None:
    assert (document["goal"]["rate"], document["goal"]["p95_ms"]) == (9000, 30)


def test_the_file_has_the_model_of_each_stack(document: dict[str, Any]) -> None:
    assert {"app_s", "database_s", "wake_s", "cv"} <= document["models"]["flask-psycopg"].keys()


def test_a_goal_out_of_reach_is_a_sentence_and_no_failure(measured: Path, tmp_path: Path) -> None:
    asked = ("--rate", "10", "--p95", "5", "--db-latency", "9", "--stacks", "flask-psycopg")
    found = bench("plan", *asked, "--demands", str(measured), "--out", str(tmp_path))
    assert found.code == 0
    assert "flask-psycopg cannot keep it: a request that meets no other has" in found.stdout


@pytest.mark.parametrize(
    ("options", "begin"),
    [
        ((), "Say what to plan for"),
        (("--rate", "100"), "Say what to plan for"),
        (("--rate", "0", "--p95", "10"), "--rate must be a number above 0"),
        (("--rate", "100", "--p95", "nan"), "--p95 must be a number above 0"),
        ((*GOAL, "--db-latency", "-1"), "--db-latency must be milliseconds"),
        ((*GOAL, "--max-connections", "3"), "--max-connections must be above 3"),
        ((*GOAL, "--workload", "nonesuch"), "There is no workload named 'nonesuch'"),
        ((*GOAL, "--workload", "fairness"), "fairness waits on purpose"),
        ((*GOAL, "--workload", "page"), "The results have no closed loop of flask-psycopg"),
        ((*GOAL, "--stacks", "fastapi-blocking-psycopg2"), "fastapi-blocking-psycopg2 cannot be"),
        ((*GOAL, "--stacks", "fastapi-psycopg"), "The results have no stack named"),
        (("--validate",), "--validate measures everything itself"),
    ],
)
def test_it_refuses_in_one_sentence_and_leaves_nothing(
    measured: Path, tmp_path: Path, options: tuple[str, ...], begin: str
) -> None:
    sentence = refusal("plan", *options, "--demands", str(measured), "--out", str(tmp_path))
    assert sentence.startswith(begin)
    assert list(tmp_path.iterdir()) == []


def test_results_that_are_not_there(tmp_path: Path) -> None:
    sentence = refusal("plan", *GOAL, "--demands", str(tmp_path / "none"), "--out", str(tmp_path))
    assert sentence.startswith("cannot read ")


def test_a_stack_that_blocks_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    asked = ("--stacks", "fastapi-blocking-psycopg2", "--out", str(tmp_path))
    assert refusal("plan", *GOAL, *asked).startswith("fastapi-blocking-psycopg2 cannot be planned")
