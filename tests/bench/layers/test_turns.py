"""Which groups have the next round, and what is said of how many each had."""

from dataclasses import replace
from math import inf

import pytest

from bench.layers.sentences import precision
from bench.layers.study import wider_half
from tests.bench.layers import synthetic


@pytest.mark.parametrize(
    ("widths", "turn"),
    [
        ({"row": inf, "feed": inf, "bulk": inf}, ["row", "feed", "bulk"]),
        ({"row": 0.04, "feed": 0.05, "bulk": 0.07, "page": 0.03}, ["feed", "bulk"]),
        ({"row": 0.04, "feed": 0.05, "bulk": 0.07}, ["feed", "bulk"]),
        ({"row": inf, "feed": 0.05, "bulk": inf}, ["row", "bulk"]),
        ({"row": 0.04}, ["row"]),
    ],
)
def test_the_wider_half_has_the_next_round(widths: dict[str, float], turn: list[str]) -> None:
    assert wider_half(widths) == turn


def test_groups_may_have_had_different_numbers_of_rounds() -> None:
    whole = synthetic.study(rounds=20)
    blocks = [b for b in whole.blocks if b.group != "row" or b.round <= 12]
    assert precision(whole).startswith("20 rounds of each group, ")
    assert precision(replace(whole, blocks=tuple(blocks))).startswith("12 to 20 rounds of each ")


def test_the_widest_interval_is_told() -> None:
    wide, narrow = (precision(synthetic.study(spread=spread, drift=0)) for spread in (0.2, 0.001))
    assert within(wide) > 5 > within(narrow) > 0


def test_before_there_are_intervals_nothing_is_told_of_the_widest() -> None:
    assert "the widest" not in precision(synthetic.study(rounds=3))


def within(sentence: str) -> float:
    return float(sentence.rpartition("the widest within ±")[2].removesuffix(" %."))
