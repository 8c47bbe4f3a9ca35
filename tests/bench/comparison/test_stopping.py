"""When a run has enough rounds."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from bench.comparison import stopping
from bench.comparison.config import Load, RunConfig
from bench.comparison.stopping import Clock, reason_to_stop
from bench.results import Trial
from bench.stacks import CATALOGUE, Capacity
from tests.bench import synthetic

TOLD_APART = synthetic.results(rounds=10, noise=0.001).trials
UNCLEAR = synthetic.results(rounds=10, noise=0.3).trials
Wait = Callable[[float], None]


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Wait:
    """Lets seconds pass on the clock, which begins anywhere."""
    now = [1_000.0]
    monkeypatch.setattr(stopping, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def wait(seconds: float) -> None:
        now[0] += seconds

    return wait


@pytest.mark.usefixtures("wait")
def test_at_first_nothing_is_spent() -> None:
    clock = Clock(100.0)
    assert (clock.share, clock.is_over) == (0.0, False)


@pytest.mark.parametrize(("seconds", "share"), [(25, 0.25), (100, 1.0), (250, 1.0)])
def test_the_share_is_what_is_spent_and_never_more_than_all(
    wait: Wait, seconds: float, share: float
) -> None:
    clock = Clock(100.0)
    wait(seconds)
    assert clock.share == share


@pytest.mark.parametrize(
    ("lengths", "is_over"),
    [
        ([40], False),
        ([50], False),  # another of 50 s ends exactly in time
        ([51], True),
        ([20, 30, 10], False),
        ([20, 50], True),  # the longest counts, not the last or the mean
        ([50, 10], True),
        ([101], True),
    ],
)
def test_time_is_over_when_a_round_as_long_as_the_longest_would_not_fit(
    wait: Wait, lengths: list[float], is_over: bool
) -> None:
    clock = Clock(100.0)
    for length in lengths:
        wait(length)
        clock.round_ends()
    assert clock.is_over is is_over


def config(rounds: int | None) -> RunConfig:
    return RunConfig(
        stacks=CATALOGUE[:2],
        workloads=("read",),
        loads=(Load(users=16),),
        capacity=Capacity(),
        rounds=rounds,
        seed=1,
    )


@pytest.mark.parametrize(
    ("rounds", "number", "trials", "spent", "reason"),
    [
        (5, 4, TOLD_APART, 500.0, None),
        (5, 5, UNCLEAR, 0.0, "rounds"),
        (None, 10, TOLD_APART, 0.0, "precision"),
        (None, 10, TOLD_APART, 500.0, "precision"),
        (None, 10, UNCLEAR, 500.0, "budget"),
        (None, 10, UNCLEAR, 0.0, None),
        (None, stopping.MINIMUM_ROUNDS - 1, TOLD_APART, 0.0, None),
    ],
)
def test_a_run_stops_at_its_rounds_or_when_it_is_precise_or_out_of_time(
    wait: Wait,
    rounds: int | None,
    number: int,
    trials: tuple[Trial, ...],
    spent: float,
    reason: str | None,
) -> None:
    clock = Clock(100.0)
    wait(spent)
    assert reason_to_stop(config(rounds), clock, number, trials) == reason
