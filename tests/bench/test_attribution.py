"""What is put down to server, driver and style, against synthetic stacks whose truth is known."""

from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from bench.attribution.design import Design
from bench.attribution.findings import figures_by_round, with_attributions
from bench.attribution.model import effects
from bench.attribution.spread import Moments
from bench.attribution.types import Attribution
from bench.results import Results, dumps, loads
from bench.stats import paired_ratio
from tests.bench import synthetic
from tests.bench.synthetic import COSTS, Truth


def attributed(results: Results, metric: str = "app_cpu_us_per_request") -> Attribution:
    found = with_attributions(results).attributions
    return next(attribution for attribution in found if attribution.metric == metric)


def shares(found: Attribution) -> dict[str, float]:
    return {share.part: share.share for share in found.shares}


def named(*names: str) -> tuple[Truth, ...]:
    return tuple(truth for truth in synthetic.ladder() if truth.stack.name in names)


@pytest.fixture(scope="module")
def run() -> Results:
    return synthetic.results(truths=synthetic.ladder())


@pytest.fixture(scope="module", params=["app_cpu_us_per_request", "throughput_rps"])
def found(run: Results, request: pytest.FixtureRequest) -> Attribution:
    return attributed(run, request.param)


def test_shares_add_up_to_the_whole(found: Attribution):
    assert sum(shares(found).values()) == pytest.approx(1)


def test_each_share_lies_in_its_interval(found: Attribution):
    assert all(share.ci_low <= share.share <= share.ci_high for share in found.shares)


def true_shares(truths: tuple[Truth, ...]) -> dict[str, float]:
    """Mean gain over all orders, worked out plainly: least squares on the true costs."""
    logs = np.array([log(truth.app_cpu_us) for truth in truths])
    design = Design.of(truth.stack for truth in truths)

    def explained(*factors: str) -> float:
        columns = np.column_stack([np.ones(len(logs)), design.matrix(factors)])
        fitted = columns @ np.linalg.lstsq(columns, logs, rcond=None)[0]
        return float(((fitted - logs.mean()) ** 2).sum())

    total = float(((logs - logs.mean()) ** 2).sum())
    a, b, c = "server", "driver", "style"

    def share(one: str, two: str, three: str) -> float:
        alone, last = explained(one), explained(a, b, c) - explained(two, three)
        second = explained(one, two) - explained(two) + explained(one, three) - explained(three)
        return (alone / 3 + second / 6 + last / 3) / total

    return {a: share(a, b, c), b: share(b, a, c), c: share(c, a, b)}


@pytest.mark.parametrize("factor", ["server", "driver", "style"])
def test_the_share_of_a_factor_is_recovered(run: Results, factor: str):
    truth = true_shares(synthetic.ladder())[factor]
    assert shares(attributed(run))[factor] == pytest.approx(truth, abs=0.02)


@pytest.mark.parametrize(
    ("level", "against"),
    [
        ("fastapi on uvicorn", "flask on gunicorn"),
        ("psycopg", "psycopg2"),
        ("asyncpg", "psycopg2"),
        ("core", "orm"),
        ("raw", "orm"),
    ],
)
def test_the_effect_of_a_level_is_recovered(run: Results, level: str, against: str):
    effect = next(e for e in attributed(run).effects if e.level == level)
    truth = COSTS[level.split()[0]] / COSTS[against.split()[0]]
    assert (effect.against, effect.ratio) == (against, pytest.approx(truth, rel=0.02))


def test_intervals_of_effects_hold_the_truth_about_as_often_as_they_say():
    held = []
    for seed in range(40):
        results = synthetic.results(truths=synthetic.ladder(), rounds=6, seed=seed)
        raw = next(effect for effect in attributed(results).effects if effect.level == "raw")
        held.append(raw.ci_low <= COSTS["raw"] <= raw.ci_high)
    assert 33 <= sum(held) <= 40


def test_what_factors_do_together_is_interplay():
    bent = synthetic.results(truths=synthetic.ladder(bend=0.6))
    straight = synthetic.results(truths=synthetic.ladder())
    assert (
        shares(attributed(bent))["interplay"]
        > 0.05
        > 10 * shares(attributed(straight))["interplay"]
    )


def test_what_trials_of_a_stack_differ_by_is_noise():
    noisy = synthetic.results(truths=synthetic.ladder(), noise=0.9)
    assert shares(attributed(noisy))["noise"] > 0.2 > shares(attributed(run_quiet()))["noise"]


def run_quiet() -> Results:
    return synthetic.results(truths=synthetic.ladder(), noise=0.01)


def test_the_mood_of_a_round_is_no_spread(run: Results):
    moody = replace(
        run,
        trials=tuple(
            replace(t, app_cpu_us_per_request=(t.app_cpu_us_per_request or 0) * exp(t.round))
            for t in run.trials
        ),
    )
    for part, share in shares(attributed(run)).items():
        assert shares(attributed(moody))[part] == pytest.approx(share, abs=1e-9)


def test_a_factor_explains_what_statsmodels_says(run: Results):
    trials = without(run, "flask-psycopg-raw", 3).trials  # not balanced
    figures = figures_by_round(trials, "app_cpu_us_per_request")
    design = Design.of(run.stacks)
    moments = Moments.by_round(design.stacks, figures)
    ours = moments.weighted(np.ones((1, len(figures)))).explained(
        design.matrix(["server", "style"])
    )
    valid = [trial for trial in trials if trial.valid]
    logs = [log(trial.app_cpu_us_per_request or 0) for trial in valid]
    blocks = np.array([[float(t.round == number) for number in figures] for t in valid])
    rows = [design.stacks.index(trial.stack) for trial in valid]
    columns = design.matrix(["server", "style"])[rows]
    theirs = OLS(logs, blocks).fit().ssr - OLS(logs, np.hstack([blocks, columns])).fit().ssr
    assert ours[0] == pytest.approx(theirs)


def without(run: Results, stack: str, number: int) -> Results:
    return replace(
        run,
        trials=tuple(
            replace(t, valid=False, reasons=("a test",))
            if (t.stack, t.round) == (stack, number)
            else t
            for t in run.trials
        ),
    )


def test_one_trial_thrown_out_changes_little(run: Results):
    whole, less = shares(attributed(run)), shares(attributed(without(run, "flask-psycopg-raw", 3)))
    assert less["style"] == pytest.approx(whole["style"], abs=0.02)


def test_with_two_stacks_an_effect_is_their_paired_ratio():
    truths = named("flask-psycopg2-orm", "flask-psycopg2-raw")
    design = Design.of(truth.stack for truth in truths)
    figures = figures_by_round(synthetic.results(truths=truths).trials, "app_cpu_us_per_request")
    orm, raw = (truth.stack.name for truth in truths)
    ratio = paired_ratio([(of_round[raw], of_round[orm]) for of_round in figures.values()])
    (effect,) = effects(design, figures)
    assert (effect.ratio, effect.ci_low, effect.ci_high) == pytest.approx(
        (ratio.ratio, ratio.ci_low, ratio.ci_high)
    )


@pytest.mark.parametrize(
    "truths",
    [
        named("flask-psycopg2-orm"),
        named("flask-psycopg2-orm", "flask-psycopg2-core", "flask-psycopg2-raw"),
        named("flask-psycopg2-orm", "flask-psycopg-orm", "fastapi-psycopg-orm"),
        tuple(t for t in synthetic.ladder() if t.stack.driver in ("psycopg2", "asyncpg")),
        synthetic.TRUTHS,
    ],
    ids=["one stack", "one factor", "no room for interplay", "server is driver", "the default"],
)
def test_stacks_that_cannot_tell_factors_apart_are_not_attributed(truths: tuple[Truth, ...]):
    assert with_attributions(synthetic.results(truths=truths)).attributions == ()


def test_few_rounds_are_not_attributed():
    few = synthetic.results(truths=synthetic.ladder(), rounds=4)
    assert with_attributions(few).attributions == ()


@pytest.mark.parametrize(
    "change", [{"warning": "wrong on purpose"}, {"contract_verified": False}], ids=str
)
def test_a_stack_that_is_not_to_be_compared_is_left_out(change: dict[str, object]):
    first, *others = synthetic.ladder()
    odd = replace(first, stack=replace(first.stack, **change), app_cpu_us=9_000.0)
    found = attributed(synthetic.results(truths=(odd, *others)))
    assert found.left_out == (first.stack.name,)


def test_a_stack_with_too_few_valid_trials_is_left_out(run: Results):
    spoiled = run
    for number in range(1, 8):
        spoiled = without(spoiled, "flask-psycopg-raw", number)
    assert attributed(spoiled).left_out == ("flask-psycopg-raw",)


def test_stacks_that_are_all_alike_are_not_attributed():
    truths = tuple(replace(truth, app_cpu_us=100.0) for truth in synthetic.ladder())
    same = synthetic.results(truths=truths, noise=0.0)
    found = with_attributions(same).attributions
    assert "app_cpu_us_per_request" not in {attribution.metric for attribution in found}


def test_a_schedules_throughput_is_not_attributed(run: Results):
    opened = replace(run, trials=tuple(replace(t, users=None, rate=50.0) for t in run.trials))
    metrics = {found.metric for found in with_attributions(opened).attributions}
    assert metrics == {"app_cpu_us_per_request"}


def test_the_floor_is_not_attributed():
    results = synthetic.results(truths=synthetic.ladder(), health=True)
    found = with_attributions(results).attributions
    assert {attribution.workload for attribution in found} == {"read"}


def test_a_bridge_is_a_server_of_its_own():
    first, *others = synthetic.ladder()
    bridged = replace(
        others[-1],
        stack=replace(others[-1].stack, name="fastapi-threads", bridge="threads"),
    )
    found = attributed(synthetic.results(truths=(first, *others, bridged)))
    levels = {effect.level for effect in found.effects if effect.factor == "server"}
    assert levels == {"fastapi on uvicorn", "fastapi on uvicorn in threads"}


def test_attributions_are_read_back_as_they_were_written(run: Results):
    whole = with_attributions(run)
    assert loads(dumps(whole)) == whole
