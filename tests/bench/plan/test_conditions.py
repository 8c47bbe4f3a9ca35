"""Which trials a validation is fitted to, and which it is compared with."""

from dataclasses import replace

import pytest

from bench.plan.measuring import BUSY
from bench.plan.network import Closed
from bench.plan.validation import Condition, fitting
from bench.results import Results, Trial
from tests.bench.plan.known import results


def closed(users: int, db_latency_ms: float | None) -> Trial:
    return replace(results().trials[0], users=users, db_latency_ms=db_latency_ms)


@pytest.mark.parametrize("trial_ms", [None, 0.0, 2.0])
@pytest.mark.parametrize("condition_ms", [None, 0.0, 2.0])
def test_a_trial_meets_a_condition_of_its_own_latency_alone(
    trial_ms: float | None, condition_ms: float | None
) -> None:
    condition = Condition(load=Closed(4), latency_ms=condition_ms)
    assert condition.met_by(closed(4, trial_ms)) == (trial_ms == condition_ms)


def test_the_fit_sees_no_trial_through_the_proxy() -> None:
    assert BUSY.users
    direct = closed(BUSY.users, None)
    found = Results(
        stacks=results().stacks, trials=(direct, *(closed(BUSY.users, ms) for ms in (0.0, 2.0)))
    )
    assert fitting(found).trials == (direct,)


@pytest.mark.parametrize(
    ("latency_ms", "name"), [(None, "4 users"), (0.0, "4 users, 0 ms"), (2.0, "4 users, 2 ms")]
)
def test_a_condition_is_named_by_its_proxy(latency_ms: float | None, name: str) -> None:
    assert Condition(load=Closed(4), latency_ms=latency_ms).name == name
