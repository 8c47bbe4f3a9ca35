"""What many small samples tell about the scatter of each."""

from math import sqrt
from random import Random

import pytest

from bench.stats import Effect, moderated

ROUNDS = 3


def sampled(scatters: list[float], seed: int = 1) -> list[Effect]:
    """An effect of three rounds for each scatter; in truth all effects are 0."""
    random, found = Random(seed), []
    for scatter in scatters:
        values = [random.gauss(0, scatter) for _ in range(ROUNDS)]
        mean = sum(values) / ROUNDS
        variance = sum((value - mean) ** 2 for value in values) / (ROUNDS - 1)
        found.append(Effect(mean, sqrt(variance / ROUNDS), ROUNDS - 1, ROUNDS))
    return found


def scatters_of(effects: list[Effect]) -> list[float]:
    return [effect.standard_error * sqrt(effect.rounds) for effect in effects]


def test_samples_of_one_scatter_get_that_one():
    found = moderated(sampled([0.05] * 60), [[0]] * 60)
    assert scatters_of(found) == pytest.approx([0.05] * 60, rel=0.25)
    assert min(effect.degrees_of_freedom for effect in found) > 10


def test_a_trend_is_followed():
    places = [[place / 60] for place in range(60)]
    truth = [0.1 * 0.1 ** (place / 60) for place in range(60)]
    assert scatters_of(moderated(sampled(truth), places)) == pytest.approx(truth, rel=0.5)


def test_what_differs_much_stays_as_different():
    truth = [0.001, 1.0] * 30
    before, after = sampled(truth), moderated(sampled(truth), [[0]] * 60)
    assert scatters_of(after)[::2] < [0.05] * 30
    assert all(two.degrees_of_freedom < ROUNDS for two in after)
    assert [one.log_ratio for one in before] == [two.log_ratio for two in after]


def test_few_samples_are_left_alone():
    few = sampled([0.05] * 5)
    assert moderated(few, [[0, 0]] * 5) == few


def test_samples_that_are_all_the_same_do_not_stop_it():
    flat = Effect(0.0, 0.0, ROUNDS - 1, ROUNDS)
    found = moderated([flat, *sampled([0.05] * 20)], [[0]] * 21)
    assert all(0 < effect.standard_error < 1 for effect in found)


@pytest.mark.parametrize("spread", [1.0, 3.0])
def test_intervals_hold_the_truth_as_often_as_they_say(spread: float):
    """Scatters differ by up to `spread` times from each other, on top of a trend."""
    random, held, total = Random(2), 0, 0
    for seed in range(40):
        truth = [0.1 ** (1 + n / 40) * spread ** random.random() for n in range(40)]
        for one in moderated(sampled(truth, seed), [[n] for n in range(40)]):
            ratio = one.ratio(0.05)
            held += ratio.ci_low <= 1 <= ratio.ci_high
            total += 1
    assert held / total == pytest.approx(0.95, abs=0.015)
