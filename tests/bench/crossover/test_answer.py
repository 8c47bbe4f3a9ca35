"""What is said of a search, in a sentence and on the page."""

from dataclasses import replace
from io import StringIO
from math import exp, log
from random import Random

import pytest
from rich.console import Console

from bench.crossover.analysis import Answer
from bench.crossover.document import Crossovers, MeasuredRound
from bench.crossover.grids import places
from bench.crossover.page import render_html
from bench.crossover.search import Plan
from bench.crossover.sentences import cautions, lead, more
from bench.crossover.terminal import print_terminal
from bench.results import Stack
from tests.bench import synthetic
from tests.bench.crossover.synthetic import PLAN, Curve, linear, searched

TRIAL = synthetic.trial(synthetic.TRUTHS[0], 1, Random(1))


def document(
    curve: Curve,
    scatter: float = 0.01,
    metric: str = "throughput_rps",
    plan: Plan = PLAN,
    axis: str = "db-latency",
) -> Crossovers:
    """Return what a search on a curve leaves; `b` is better where the curve is above 0."""
    sign = 1 if metric == "throughput_rps" else -1
    rounds = tuple(
        MeasuredRound(
            place=one.place,
            round=number,
            trials=tuple(
                replace(
                    TRIAL,
                    stack=name,
                    round=number,
                    throughput_rps=1_000 * exp(score),
                    app_cpu_us_per_request=300 * exp(sign * score),
                )
                for name, score in one.scores.items()
            ),
        )
        for number, one in enumerate(searched(curve, scatter, seed=1, plan=plan), start=1)
    )
    asked = {"axis": axis, "low": plan.low, "high": plan.high, "precision": 0.2}
    config = {**asked, "metric": metric}
    stacks = tuple(
        Stack(name=name, framework="f", server="s", driver="d", style="orm") for name in "ab"
    )
    return Crossovers(config=config, stacks=stacks, rounds=rounds)


@pytest.mark.parametrize("metric", ["throughput_rps", "app_cpu_us_per_request"])
def test_a_crossover_is_a_place_with_its_interval(metric: str) -> None:
    answer = Answer(document(linear, metric=metric))
    assert lead(answer).startswith("`b` overtakes `a` at ")
    (change,) = answer.changes
    assert change.crossing.low <= 3 <= change.crossing.high


def test_both_ends_are_told_beside_it() -> None:
    first, second, *_ = more(Answer(document(linear)))
    assert first.startswith("At 0.05 ms `b` has 0.6")
    assert second.startswith("At 50 ms `b` has 1.3")


def test_a_stack_that_stays_behind_is_told_with_its_ratio_at_the_end() -> None:
    said = lead(Answer(document(lambda _: -0.2)))
    assert said.startswith("None up to 50 ms: `a` leads all the way; at 50 ms `b` has 0.8")


def test_equal_stacks_are_no_difference() -> None:
    said = lead(Answer(document(lambda _: 0.0)))
    assert said.startswith("No difference was detected anywhere between 0.05 and 50 ms; at 50 ms")


def test_a_stack_that_only_comes_near_is_not_said_to_overtake() -> None:
    said = lead(Answer(document(lambda place: -0.25 * exp(-place))))
    assert said.startswith("None up to 50 ms: `a` is ahead where anybody is, and no difference was")


def test_without_a_valid_trial_nothing_is_said() -> None:
    found = document(linear)
    lost = [
        replace(one, trials=tuple(replace(trial, valid=False) for trial in one.trials))
        for one in found.rounds
    ]
    said = lead(Answer(replace(found, rounds=tuple(lost))))
    assert said == "Nothing is said: too few trials were valid."


def test_the_page_shows_the_curve_and_marks_the_crossing() -> None:
    page = render_html(document(linear))
    assert '<svg role="img"' in page
    assert "var(--grid)" in page.partition("<figure")[2].partition("</figure>")[0]
    assert "overtakes" in page


FAR = {
    "users": Plan(1_000, 10_000, whole=True),
    "connections": Plan(100, 1_000, whole=True),
    "db-latency": Plan(100.0, 1_000.0),
}


@pytest.mark.parametrize("axis", FAR)
@pytest.mark.parametrize("curve", [lambda x: log(x / 3_000), lambda x: log(x / 300), lambda _: 0])
def test_places_from_a_thousand_on_have_plain_digits(axis: str, curve: Curve) -> None:
    found = document(curve, plan=FAR[axis], axis=axis)
    answer = Answer(found)
    console = Console(file=StringIO(), width=200)
    print_terminal(found, console)
    shown = [cell.text for row in places(answer).rows for cell in row]
    said = " ".join([lead(answer), *more(answer), *shown, console.file.getvalue()])
    assert "e+" not in said
    assert f"{FAR[axis].high:,.0f}" in said


def test_shuffled_rounds_give_the_same_answer() -> None:
    found = document(linear)
    rounds = list(found.rounds)
    Random(1).shuffle(rounds)
    assert lead(Answer(replace(found, rounds=tuple(rounds)))) == lead(Answer(found))


def test_full_cpus_around_the_proxy_are_a_caution_on_the_page() -> None:
    found = document(linear)
    full = tuple(
        replace(
            one,
            trials=tuple(
                replace(trial, db_latency_ms=1.0, others_idle_fraction=0.01) for trial in one.trials
            ),
        )
        for one in found.rounds
    )
    assert "left less than 5 % of the CPUs they share under a, b." in render_html(
        replace(found, rounds=full)
    )


@pytest.mark.parametrize(
    ("axis", "where"), [("connections", "At 1,000 connections: "), ("users", "")]
)
def test_trials_that_a_place_lost_are_a_caution_of_that_place(axis: str, where: str) -> None:
    found = document(linear, plan=FAR["connections"], axis=axis)
    lost = tuple(
        replace(
            one,
            trials=tuple(
                replace(trial, valid=False, reasons=("dropped",), dropped=1) for trial in one.trials
            ),
        )
        if one.place == 1_000
        else one
        for one in found.rounds
    )
    count = sum(one.place == 1_000 for one in found.rounds)
    said, _ = cautions(Answer(replace(found, rounds=lost)))
    assert said.startswith(f"{where}a lost {count} of {count} trials of read with 16 users: ")


def at(*places: float, axis: str = "db-latency") -> Crossovers:
    """Return a document whose trials tell these latencies."""
    found = document(linear)
    (first, *_) = found.rounds
    rounds = tuple(
        replace(
            first,
            place=place,
            trials=tuple(replace(trial, db_latency_ms=place) for trial in first.trials),
        )
        for place in places
    )
    return replace(found, rounds=rounds, config={**found.config, "axis": axis})


def test_latencies_that_the_proxy_cannot_tell_apart_are_said_to_be_one() -> None:
    said = " ".join(more(Answer(at(0.1, 0.05, 0.2, 5.0))))
    assert "0.05 and 0.1 ms are one and the same condition." in said


def test_of_latencies_that_the_proxy_can_add_nothing_is_said() -> None:
    assert "the proxy adds" not in " ".join(more(Answer(at(0.2, 5.0))))
