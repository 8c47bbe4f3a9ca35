"""What is said of trials that are left where others were thrown out for how a stack did."""

from dataclasses import replace
from typing import Any

import pytest

from bench.cautions import of_trials
from bench.report import markdown_table, render_html
from bench.results import Results
from tests.bench import synthetic
from tests.bench.report.rendering import terminal

DROPS = {"dropped": 3}


def lost(number: int, of: int = 10, workload: str = "read", **change: Any) -> Results:
    """A run of two stacks, one of which lost so many trials by what `change` says."""
    run = synthetic.results(rounds=of, truths=synthetic.TRUTHS[:2], health=True)
    trials = tuple(
        replace(trial, valid=False, reasons=("a reason",), **change)
        if (trial.stack, trial.workload) == ("flask-psycopg", workload) and trial.round <= number
        else trial
        for trial in run.trials
    )
    return replace(run, trials=trials)


def test_drops_that_threw_out_many_trials_are_said_to_flatter_what_is_left() -> None:
    assert of_trials(lost(2, **DROPS)) == [
        "flask-psycopg lost 2 of 10 trials of read with 16 users: arrivals were dropped. "
        "Those left are its better ones: a difference in its favour is not proved."
    ]


def test_who_could_not_be_counted_is_said_so() -> None:
    run = lost(0)
    trials = [
        replace(trial, connections=None)
        if trial.stack == "flask-psycopg" or trial.workload == "health"
        else trial
        for trial in run.trials
    ]
    (said,) = of_trials(replace(run, trials=tuple(trials)))
    assert said.startswith("flask-psycopg: how many database connections it had is not known")
    known = replace(trials[0], stack="flask-psycopg", workload="read", connections=8)
    assert of_trials(replace(run, trials=(known, *trials[1:]))) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"errors": 1}, "errors came back. Those left are its better ones"),
        ({"unended_fraction": 0.11}, "did not end. Those left are its better ones"),
        ({"generator_cpu_fraction": 0.91}, "was the bottleneck. Those left are its slower ones"),
        ({"generator_wait_fraction": 0.8}, "was the bottleneck. Those left are its slower ones"),
        ({"littles_law_error": 0.11}, "the load generator. Those left are its slower ones"),
    ],
)
def test_each_rule_that_depends_on_the_outcome_says_what_is_left(
    change: dict[str, Any], says: str
) -> None:
    (caution,) = of_trials(lost(3, **change))
    assert says in caution


@pytest.mark.parametrize(
    ("number", "rounds"), [(0, 10), (1, 5), (2, 20)], ids=["none", "a single one", "one in ten"]
)
def test_what_chance_may_do_is_not_worth_a_word(number: int, rounds: int) -> None:
    assert of_trials(lost(number, rounds, **DROPS)) == []


def test_other_programs_take_trials_from_all_stacks_alike() -> None:
    assert of_trials(lost(3, foreign_cpu_fraction={"app": 0.5})) == []


def test_the_floor_is_not_compared() -> None:
    assert of_trials(lost(1, workload="health", generator_cpu_fraction=0.99)) == []


def test_a_valid_trial_lost_nothing() -> None:
    run = lost(0)
    trials = tuple(replace(trial, generator_cpu_fraction=0.95) for trial in run.trials)
    assert of_trials(replace(run, trials=trials)) == []


@pytest.mark.parametrize("render", [terminal, render_html, markdown_table])
def test_it_is_said_wherever_the_comparison_is(render: Any) -> None:
    said = " ".join(render(lost(3, **DROPS)).split())
    assert "flask-psycopg lost 3 of 10 trials of read with 16 users" in said


def behind_a_proxy(idle: float | None, db_latency_ms: float | None = 1.0) -> Results:
    """A run of two stacks, the second of which left so much of the others' CPUs."""
    run = synthetic.results(rounds=5, truths=synthetic.TRUTHS[:2])
    trials = tuple(
        replace(
            trial,
            db_latency_ms=db_latency_ms,
            others_idle_fraction=idle if trial.stack == "flask-psycopg" else 0.3,
        )
        for trial in run.trials
    )
    return replace(run, trials=trials, comparisons=())


def test_full_cpus_around_a_latency_proxy_are_said_to_hold_stacks_back() -> None:
    (caution,) = of_trials(behind_a_proxy(0.049))
    assert caution.startswith("read with 16 users, 1 ms to the database: load generator, database")
    assert "left less than 5 % of the CPUs they share under flask-psycopg. " in caution


@pytest.mark.parametrize(
    "run",
    [behind_a_proxy(0.05), behind_a_proxy(None), behind_a_proxy(0.0, db_latency_ms=None)],
    ids=["enough left", "not told", "no proxy"],
)
def test_nothing_is_said_of_full_cpus(run: Results) -> None:
    assert of_trials(run) == []
