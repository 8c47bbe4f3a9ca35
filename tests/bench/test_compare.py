from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bench.compare import answer, compare, parse_threshold, print_changes
from bench.errors import UserError
from bench.results import Results
from tests.bench import synthetic


def slowed(factor: float, seed: int = 2, **options) -> Results:
    truths = tuple(
        replace(truth, capacity_rps=truth.capacity_rps / factor) for truth in synthetic.TRUTHS[:2]
    )
    return synthetic.results(seed=seed, truths=truths, noise=0.02, **options)


OLD = slowed(1.0, seed=1)


def verdicts(new: Results) -> set[str]:
    return {row.verdict for row in compare(OLD, new).rows}


def test_a_real_slowdown_is_called_slower():
    assert verdicts(slowed(1.2)) == {"slower"}


def test_a_real_speedup_is_called_faster():
    assert verdicts(slowed(0.8)) == {"faster"}


@pytest.mark.parametrize("seed", range(2, 7))
def test_the_same_again_is_no_difference(seed):
    assert verdicts(slowed(1.0, seed=seed)) == {"no difference detected"}


def test_a_slowdown_is_the_new_time_over_the_old():
    row = compare(OLD, slowed(1.2)).rows[0]
    assert row.slowdown.ci_low < 1.2 < row.slowdown.ci_high


def test_a_slowdown_beyond_the_threshold_fails():
    assert len(compare(OLD, slowed(1.2)).slower_than(0.05)) == 2


def test_a_slowdown_whose_interval_reaches_the_threshold_does_not_fail():
    changes = compare(OLD, slowed(1.05))
    assert changes.rows[0].slowdown.ci_low > 1
    assert changes.slower_than(0.05) == []


def test_an_open_loop_is_judged_by_its_latency():
    def at_rate(factor: float) -> Results:
        return replace(
            OLD,
            trials=tuple(
                replace(
                    trial,
                    users=None,
                    rate=20.0,
                    throughput_rps=20.0,
                    latency_ms=synthetic.latency(5.0 * factor + trial.round * 0.01),
                )
                for trial in OLD.trials
            ),
        )

    changes = compare(at_rate(1.0), at_rate(1.3))
    assert {row.metric for row in changes.rows} == {"latency_p95_ms"}
    assert {row.verdict for row in changes.rows} == {"slower"}


def test_the_floor_is_not_judged():
    asked = compare(slowed(1.0, seed=1, health=True), slowed(1.2, health=True))
    assert {row.where.workload for row in asked.rows} == {"read"}
    assert asked.rows == compare(OLD, slowed(1.2)).rows


def test_the_floor_is_judged_where_the_run_was_asked_for_it():
    old, new = (
        replace(run, config={**run.config, "workload": ["read", "health"]})
        for run in (slowed(1.0, seed=1, health=True), slowed(1.2, health=True))
    )
    assert {row.where.workload for row in compare(old, new).rows} == {"read", "health"}


def test_results_that_do_not_say_what_was_asked_are_judged_whole():
    old, new = (
        replace(run, config={}) for run in (slowed(1.0, health=True), slowed(1.2, health=True))
    )
    assert {row.where.workload for row in compare(old, new).rows} == {"read", "health"}


def test_results_without_anything_in_common_are_refused():
    other = synthetic.results(truths=synthetic.TRUTHS[3:4])
    with pytest.raises(UserError, match="in common"):
        compare(OLD, other)


def test_a_stack_in_only_one_of_the_results_is_mentioned():
    caveats = compare(OLD, synthetic.results(truths=synthetic.TRUTHS[:1])).caveats
    assert any("flask-psycopg under read" in caveat for caveat in caveats)


def test_another_machine_is_mentioned():
    new = replace(slowed(1.0), environment={**OLD.environment, "cpu": {"model": "other"}})
    caveats = compare(OLD, new).caveats
    assert "environment: cpu.model was none, is other" in caveats


def test_another_seed_is_not_worth_a_mention():
    assert compare(OLD, slowed(1.0)).caveats == ()


def test_the_answer_names_what_became_slower():
    said = answer(compare(OLD, slowed(1.2)), 0.05)
    assert said.startswith("Slower by more than 5.0%: flask-psycopg2 under read with 16 users: 1.")


def test_the_answer_says_what_the_intervals_allow():
    said = answer(compare(OLD, slowed(0.8)), 0.05)
    assert said.startswith("Nothing is slower by more than 5.0% beyond doubt; no interval reaches")


def test_an_interval_that_bounds_nothing_is_not_given_in_digits():
    def two(*factors: float) -> Results:
        run = slowed(1.0, rounds=2)
        trials = (replace(one, throughput_rps=1_000 * factors[one.round - 1]) for one in run.trials)
        return replace(run, trials=tuple(trials))

    said = answer(compare(two(1, 30), two(40, 1)), 0.05)
    assert said.endswith("but trials are too few to say how much slower anything may be.")


def test_the_table_shows_every_stack():
    console = Console(file=StringIO(), width=120)
    print_changes(compare(OLD, slowed(1.2)), console, 0.05)
    shown = console.file.getvalue()
    assert all(truth.stack.name in shown for truth in synthetic.TRUTHS[:2])


@pytest.mark.parametrize(("text", "share"), [("5%", 0.05), ("0.05", 0.05), (" 0 % ", 0.0)])
def test_a_threshold_is_a_percentage_or_a_share(text, share):
    assert parse_threshold(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["five", "-5%", "nan", "", "%"])
def test_a_threshold_that_is_none_is_refused(text):
    with pytest.raises(UserError, match=r"5% or 0\.05"):
        parse_threshold(text)
