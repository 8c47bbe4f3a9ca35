from itertools import islice, pairwise
from statistics import fmean, pstdev

import pytest

from bench.errors import UserError
from bench.generator.law import littles_law_error
from bench.generator.schedule import intended_starts, offered_between
from bench.generator.trial import Trial


def gaps(arrivals, seed=1, rate=50.0, number=20_000):
    starts = [0.0, *islice(intended_starts(rate, arrivals, seed), number)]
    return [later - earlier for earlier, later in pairwise(starts)]


@pytest.mark.parametrize("arrivals", ["constant", "poisson"])
def test_the_mean_gap_is_the_inverse_of_the_rate(arrivals):
    assert fmean(gaps(arrivals)) == pytest.approx(1 / 50, rel=0.02)


def test_constant_gaps_are_all_the_same():
    assert pstdev(gaps("constant")) == pytest.approx(0, abs=1e-9)


def test_poisson_gaps_scatter_as_much_as_they_last():
    assert pstdev(gaps("poisson")) == pytest.approx(1 / 50, rel=0.03)


def test_the_same_seed_gives_the_same_schedule():
    assert gaps("poisson", seed=5, number=100) == gaps("poisson", seed=5, number=100)


def test_another_seed_gives_another_schedule():
    assert gaps("poisson", seed=5, number=100) != gaps("poisson", seed=6, number=100)


@pytest.mark.parametrize(
    ("begin", "end", "offered"), [(0.0, 1.0, 9), (1.0, 2.0, 10), (0.95, 1.05, 1), (5.0, 5.0, 0)]
)
def test_starts_are_offered_between_begin_and_end(begin, end, offered):
    starts = (number / 10 for number in range(1, 100))
    assert offered_between(starts, begin, end) == offered


@pytest.mark.parametrize(
    ("users", "in_flight", "cpu", "error"),
    [
        (16, 16.0, 0.2, 0.0),
        (16, 15.9, 0.2, 0.0),
        (16, 12.0, 1.0, 0.25),
        (16, 20.0, 0.2, 0.2),
        (1, 0.5, 0.5, 0.0),
        (1, 0.4, 0.5, 0.25),
        (1, 0.0, 0.5, 1.0),
    ],
)
def test_users_are_in_flight_or_in_the_hands_of_one_busy_cpu(users, in_flight, cpu, error):
    assert littles_law_error(users, in_flight, cpu) == pytest.approx(error)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"users": 1, "rate": 1.0},
        {"users": 0},
        {"rate": 0.0},
        {"users": 1, "duration_s": 0.0},
        {"users": 1, "warmup_s": -1.0},
        {"users": 1, "think_min": 2.0, "think_max": 1.0},
        {"rate": 1.0, "think_max": 1.0},
        {"rate": 1.0, "arrivals": "bursts"},
        {"rate": 1.0, "max_in_flight": 0},
    ],
)
def test_a_trial_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(UserError):
        Trial(host="http://127.0.0.1", workload="read", **wrong)
