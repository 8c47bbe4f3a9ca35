from dataclasses import replace

import pytest

from bench.analysis import comparisons, precise_enough, with_comparisons
from bench.metrics import METRICS, compared_latency
from bench.results import Trial
from tests.bench import synthetic


def find(trials, a: str, b: str, metric: str = "throughput_rps"):
    return next(
        found
        for found in comparisons(trials)
        if (found.stack_a, found.stack_b, found.metric) == (a, b, metric)
    )


def without(trials: tuple[Trial, ...], stack: str, round_number: int) -> tuple[Trial, ...]:
    return tuple(
        replace(trial, valid=False, reasons=("a test",), throughput_rps=1.0)
        if (trial.stack, trial.round) == (stack, round_number)
        else trial
        for trial in trials
    )


def test_every_pair_is_compared_in_every_metric():
    run = synthetic.results(rounds=3)
    assert len(run.comparisons) == 15 * len(METRICS)


def test_a_known_ratio_lies_in_its_interval():
    run = synthetic.results(rounds=30)
    found = find(run.trials, "fastapi-asyncpg", "flask-psycopg2")
    assert found.ci_low <= 2_700 / 1_850 <= found.ci_high


def test_the_faster_stack_is_named():
    found = find(synthetic.results().trials, "fastapi-asyncpg", "flask-psycopg2")
    assert found.verdict == "a"


def test_the_thriftier_stack_is_named_where_less_is_better():
    found = find(
        synthetic.results().trials, "fastapi-asyncpg", "flask-psycopg2", "app_cpu_us_per_request"
    )
    assert (found.ratio < 1, found.verdict) == (True, "a")


@pytest.mark.parametrize("seed", range(5))
def test_a_stack_against_itself_does_not_differ(seed):
    twin = synthetic.TRUTHS[1]
    again = replace(twin, stack=replace(twin.stack, name="flask-psycopg#2"))
    run = synthetic.results(seed=seed, truths=(twin, again))
    found = find(run.trials, "flask-psycopg", "flask-psycopg#2")
    assert found.verdict == "no difference detected"


def test_a_trial_thrown_out_is_in_no_comparison():
    trials = synthetic.results(rounds=5).trials
    spoiled = without(trials, "flask-psycopg2", 3)
    gone = tuple(t for t in trials if (t.stack, t.round) != ("flask-psycopg2", 3))
    assert comparisons(spoiled) == comparisons(gone)


def test_a_round_counts_only_where_both_stacks_are_valid():
    trials = without(synthetic.results(rounds=5).trials, "flask-psycopg2", 3)
    assert find(trials, "fastapi-asyncpg", "flask-psycopg2").rounds == 4


def test_one_round_is_not_compared():
    assert synthetic.results(rounds=1).comparisons == ()


def test_what_was_not_measured_is_not_compared():
    trials = [
        replace(trial, db_cpu_us_per_request=None) for trial in synthetic.results(rounds=3).trials
    ]
    assert "db_cpu_us_per_request" not in {found.metric for found in comparisons(trials)}


def test_different_loads_are_never_compared():
    trials = synthetic.results(rounds=3).trials
    split = [
        replace(trial, users=4 if trial.stack == "fastapi-asyncpg" else 16) for trial in trials
    ]
    assert "fastapi-asyncpg" not in {f.stack_a for f in comparisons(split)}


def test_quiet_trials_are_precise_enough():
    assert precise_enough(synthetic.results(rounds=12, noise=0.002).trials, 0.03)


def test_noisy_trials_are_not_precise_enough():
    assert not precise_enough(synthetic.results(rounds=12, noise=0.1).trials, 0.03)


def test_comparisons_follow_from_the_trials_alone():
    run = synthetic.results(rounds=4)
    assert with_comparisons(replace(run, comparisons=())) == run


def test_latency_is_compared_without_the_requests_that_are_slow_on_purpose():
    run = synthetic.fairness({"flask-psycopg2": 12.0, "fastapi-asyncpg": 6.0})
    found = find(run.trials, "fastapi-asyncpg", "flask-psycopg2", "latency_p95_ms")
    assert 0.45 < found.ci_low < 0.5 < found.ci_high < 0.55


def test_where_several_kinds_of_request_are_quick_latency_is_of_all():
    trial = synthetic.fairness({"flask-psycopg2": 12.0}).trials[0]
    kinds = trial.latency_ms_by_request
    both = replace(trial, latency_ms_by_request={**kinds, "GET /toys": kinds["GET /toys/{id}"]})
    assert compared_latency(both) == trial.latency_ms
