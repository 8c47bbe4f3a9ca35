"""Whether answers keep pace with arrivals, in queues whose truth is known."""

from dataclasses import replace
from random import Random

import pytest

from bench.cautions import of_trials
from bench.pace import arrears, falls_behind
from bench.report import markdown_table, render_html
from bench.results import Results, Trial
from tests.bench import synthetic
from tests.bench.report.rendering import terminal

WARMUP_S, WINDOW_S = 0.5, 3.0
TRIAL = synthetic.trial(synthetic.TRUTHS[0], 1, Random(1), rate=300.0)


def queue(load: float, seed: int, rate: float = 300.0, latency_s: float = 0.0) -> Trial:
    """Simulate a window of one server that is busy for such a part of its time.

    Arrivals are those of a Poisson process; each answer takes `latency_s` beside the queue.
    """
    random, now, free = Random(seed), 0.0, 0.0
    offered, answered = 0, []
    while (now := now + random.expovariate(rate)) < WARMUP_S + WINDOW_S:
        free = max(free, now) + random.uniform(0.5, 1.5) * load / rate
        offered += now >= WARMUP_S
        if WARMUP_S <= free + latency_s < WARMUP_S + WINDOW_S:
            answered.append(free + latency_s - now)
    return replace(
        TRIAL,
        duration_s=WINDOW_S,
        warmup_s=WARMUP_S,
        rate=rate,
        offered=offered,
        requests=len(answered),
        throughput_rps=len(answered) / WINDOW_S,
        latency_ms=synthetic.latency(1_000 * sum(answered) / len(answered)),
    )


def share_behind(load: float, **options: float) -> float:
    found = [falls_behind([queue(load, seed, **options)]) for seed in range(200)]
    return sum(found) / len(found)


@pytest.mark.parametrize("rate", [20.0, 300.0])
@pytest.mark.parametrize("load", [0.5, 0.9, 0.95])
def test_a_stack_that_keeps_the_rate_is_hardly_ever_said_to_fall_behind(load, rate) -> None:
    assert share_behind(load, rate=rate) <= 0.05


def test_a_stack_that_is_too_slow_by_a_seventh_is_nearly_always_found_out() -> None:
    assert share_behind(1.16) >= 0.95


@pytest.mark.parametrize("load", [0.5, 1.16])
def test_visits_of_several_requests_are_counted_as_visits(load: float) -> None:
    for seed in range(20):
        one = queue(load, seed)
        four = replace(one, requests=4 * one.requests, requests_per_visit=4.0, warmup_s=9.0)
        assert arrears(four) == arrears(replace(one, warmup_s=9.0))


@pytest.mark.parametrize("latency_s", [0.4, 1.0, 2.0])
def test_a_latency_above_the_warm_up_is_no_falling_behind(latency_s: float) -> None:
    assert share_behind(0.5, latency_s=latency_s) <= 0.05


def test_the_median_of_several_trials_sees_more_than_one_does() -> None:
    trials = [queue(1.08, seed) for seed in range(10)]
    assert falls_behind(trials)
    assert not all(falls_behind([trial]) for trial in trials)


def test_a_closed_loop_has_no_arrivals() -> None:
    assert arrears(replace(TRIAL, offered=None)) is None
    assert not falls_behind([replace(TRIAL, offered=None)])


def run_of(load: float) -> Results:
    """Return a run of two stacks at a rate, of which the first is that busy."""
    loads = {"flask-psycopg2": load, "flask-psycopg": 0.5}
    trials = tuple(
        replace(queue(busy, number), stack=name, round=number)
        for number in range(1, 6)
        for name, busy in loads.items()
    )
    stacks = tuple(truth.stack for truth in synthetic.TRUTHS[:2])
    return Results(config={"workload": "read", "warmup_s": 0.5}, stacks=stacks, trials=trials)


@pytest.mark.parametrize("render", [terminal, render_html, markdown_table])
def test_a_run_says_who_cannot_keep_the_rate(render) -> None:
    said = " ".join(render(run_of(1.16)).split())
    assert "read at 300 requests/s: flask-psycopg2 cannot keep that rate, and answered 2" in said
    assert "describe no steady state." in said
    assert "flask-psycopg cannot keep" not in said


def test_of_stacks_that_keep_it_nothing_is_said() -> None:
    assert of_trials(run_of(0.9)) == []
