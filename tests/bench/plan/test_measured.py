"""A plan and a validation of one real, tiny run: figures go from servers to sentences."""

from dataclasses import replace
from math import inf
from pathlib import Path
from unittest.mock import patch

import pytest
from rich.progress import Progress

from bench.comparison.command import ProgressWatcher
from bench.plan.demands import Demands, demands_of
from bench.plan.document import Check
from bench.plan.goal import Goal
from bench.plan.measuring import BUSY, QUIET, Request, plannable
from bench.plan.route import Fitted
from bench.plan.sizing import plan_stack
from bench.plan.terminal import verdict
from bench.plan.validation import fitting, measured_for_validation, validated
from bench.results import Results, Trial

STACK = "fastapi-asyncpg"


@pytest.fixture(scope="module")
def request_() -> Request:
    return Request(
        stacks=STACK,
        workload="read",
        demands=None,
        rounds=1,
        window=0.4,
        seed=1,
        scale=0.01,
        out=Path("unused"),
    )


@pytest.fixture(scope="module")
def watcher() -> ProgressWatcher:
    return ProgressWatcher(Progress(disable=True))


def accepted(trials: tuple[Trial, ...]) -> tuple[Trial, ...]:
    """The trials, valid even where other tests keep the machine busy: no figure is judged here."""
    return tuple(replace(trial, valid=not trial.errors) for trial in trials)


@pytest.fixture(scope="module")
def found(request_: Request, watcher: ProgressWatcher) -> Results:
    results = measured_for_validation(request_, plannable([STACK]), watcher)
    return replace(results, trials=accepted(results.trials))


@pytest.fixture(scope="module")
def demands(found: Results) -> Demands:
    """Made also where the machine slowed down since the rate was chosen: no figure is judged."""
    with patch("bench.plan.loops.MOST_CALM", inf):
        return demands_of(fitting(found), STACK, "read")


@pytest.fixture(scope="module")
def checks(demands: Demands, found: Results, watcher: ProgressWatcher) -> list[Check]:
    return list(validated({STACK: (demands, Fitted())}, found, watcher))


def test_the_fit_sees_nothing_of_what_it_is_asked_for(found: Results) -> None:
    seen = [t for t in fitting(found).trials if t.workload == "read"]
    assert {t.users for t in seen if t.users} == {BUSY.users, QUIET.users}
    assert {t.rate for t in seen if t.rate} == {min(t.rate for t in found.trials if t.rate)}
    assert {t.db_latency_ms for t in seen} == {None}


def test_a_read_is_one_round_trip(demands: Demands) -> None:
    assert demands.round_trips == 1


def test_what_a_request_costs_when_all_is_calm_is_known(demands: Demands) -> None:
    assert demands.calm
    assert min(demands.calm.app_s, demands.calm.others_s, demands.calm.p95_s) > 0


def test_the_app_needs_more_than_its_floor(demands: Demands) -> None:
    assert demands.app_s > demands.floor_s > 0


def test_the_database_needs_less_than_the_app(demands: Demands) -> None:
    assert 0 < demands.database_s < demands.app_s


def test_what_was_measured_makes_a_plan(demands: Demands) -> None:
    plan = plan_stack(demands, Fitted(), Goal(rate=10_000, p95_ms=1_000))
    assert plan.processes >= 10_000 * demands.app_s


def test_every_condition_is_predicted_and_measured(checks: list[Check]) -> None:
    assert [check.condition.split(" ")[1] for check in checks] == [
        "users",
        "users",
        "requests/s",
        "users,",
    ]


def test_a_distance_of_2_ms_is_in_the_measured_latency(checks: list[Check]) -> None:
    assert checks[-1].measured_p95_ms > 2


def test_the_verdict_counts_the_conditions(checks: list[Check]) -> None:
    assert " of 4 predictions were within 15% of the throughput" in verdict(checks)
