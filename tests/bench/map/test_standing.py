"""What is said of one cell."""

from math import log

import pytest

from bench.map.standing import Standing, standings


def rounds(*ratios: float) -> list[dict[str, float]]:
    """Rounds in which `b` has so many times the figure of `a`."""
    return [{"a": 0.0, "b": log(ratio)} for ratio in ratios]


def standing(made: list[dict[str, float]], names: str) -> Standing | None:
    """What is said of a cell that stands alone."""
    return standings({(0, 0): made}, names).get((0, 0))


def test_the_better_one_leads_when_the_interval_leaves_out_1() -> None:
    one = standing(rounds(1.30, 1.31, 1.32), "ab")
    assert one is not None
    assert (one.leader, one.rival, one.level) == ("b", "a", False)
    assert one.ratio.ci_low < 1.31 < one.ratio.ci_high


@pytest.mark.parametrize("spread", [1.001, 1.05, 1.5, 3.0])
def test_it_is_level_exactly_when_the_interval_lies_across_1(spread: float) -> None:
    one = standing(rounds(1.1 / spread, 1.1, 1.1 * spread), "ab")
    assert one is not None
    assert one.level == (one.ratio.ci_low <= 1 <= one.ratio.ci_high) == (one.doubt >= 0)


def test_the_leader_is_never_worse_than_its_rival() -> None:
    one = standing(rounds(0.9, 0.8, 1.1), "ab")
    assert one is not None
    assert (one.leader, one.ratio.ratio >= 1) == ("a", True)


@pytest.mark.parametrize("count", [0, 1])
def test_less_than_two_rounds_say_nothing(count: int) -> None:
    assert standing(rounds(*[1.2] * count), "ab") is None


def test_a_round_without_one_of_the_stacks_does_not_count() -> None:
    assert standing([*rounds(1.2), {"a": 0.0}, {"b": 5.0}, {}], "ab") is None


def test_of_three_the_rival_is_the_one_that_is_hardest_to_tell_apart() -> None:
    made = [{"a": 0.0, "b": 1.0 + wobble, "c": 0.98} for wobble in (-0.1, 0.0, 0.1)]
    one = standing(made, "abc")
    assert one is not None
    assert (one.leader, one.rival, one.level) == ("b", "c", True)


def test_several_pairs_are_judged_more_strictly_than_one() -> None:
    two = standing(rounds(1.1, 1.2, 1.3), "ab")
    three = standing([one | {"c": one["a"] - 0.01} for one in rounds(1.1, 1.2, 1.3)], "abc")
    assert two is not None
    assert three is not None
    assert three.ratio.half_width > two.ratio.half_width


def test_cells_lend_each_other_what_they_know_of_scatter() -> None:
    wobbly, calm = rounds(1.0, 1.2, 1.4), rounds(1.1, 1.2, 1.3)
    around = {(column, 0): calm for column in range(9)}
    alone = standings({(4, 0): wobbly}, "ab")[4, 0]
    amid = standings({**around, (4, 0): wobbly}, "ab")[4, 0]
    assert amid.ratio.half_width < alone.ratio.half_width / 2
    assert amid.ratio.ratio == alone.ratio.ratio
