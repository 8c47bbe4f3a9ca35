"""How often a cell shows a lead that is none, and how often an interval holds the truth."""

from math import exp

import pytest

from bench.map.search import standings
from tests.bench.map.synthetic import NAMES, flat, slanted, surveyed

RUNS = 12


@pytest.mark.parametrize("scatter", [0.01, 0.03])
def test_equal_stacks_hardly_ever_show_a_lead(scatter: float) -> None:
    cells = [
        one
        for seed in range(RUNS)
        for one in standings(surveyed(flat, scatter, seed, 250), NAMES).values()
    ]
    # 420 cells whose true share is 5 % show more than 33 once in a thousand times
    assert sum(not one.level for one in cells) <= 33


@pytest.mark.parametrize("scatter", [0.01, 0.03])
def test_an_interval_holds_the_truth(scatter: float) -> None:
    held, total = 0, 0
    for seed in range(RUNS):
        for cell, one in standings(surveyed(slanted, scatter, seed, 250), NAMES).items():
            truth = exp(slanted(cell) * (1 if one.leader == "b" else -1))
            held += one.ratio.ci_low <= truth <= one.ratio.ci_high
            total += 1
    assert held >= 0.92 * total
