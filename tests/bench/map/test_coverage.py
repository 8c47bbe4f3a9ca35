"""How often a cell shows a lead that is none, and how often an interval holds the truth."""

from math import exp

import pytest

from bench.map.search import by_cell
from bench.map.standing import Cell, Standing, standings
from tests.bench.map.synthetic import (
    NAMES,
    World,
    calmer_afar,
    flat,
    slanted,
    surveyed,
)

RUNS = 12


SCATTERS = [0.01, 0.03, calmer_afar]


def judged(world: World, scatter: float | World, seed: int) -> dict[Cell, Standing]:
    return standings(by_cell(surveyed(world, scatter, seed, 250)), NAMES)


@pytest.mark.parametrize("scatter", SCATTERS)
def test_equal_stacks_hardly_ever_show_a_lead(scatter: float | World) -> None:
    cells = [one for seed in range(RUNS) for one in judged(flat, scatter, seed).values()]
    # 420 cells whose true share is 5 % show more than 33 once in a thousand times
    assert sum(not one.level for one in cells) <= 33


@pytest.mark.parametrize("scatter", SCATTERS)
def test_an_interval_holds_the_truth(scatter: float | World) -> None:
    held, total = 0, 0
    for seed in range(RUNS):
        for cell, one in judged(slanted, scatter, seed).items():
            truth = exp(slanted(cell) * (1 if one.leader == "b" else -1))
            held += one.ratio.ci_low <= truth <= one.ratio.ci_high
            total += 1
    assert held >= 0.92 * total
