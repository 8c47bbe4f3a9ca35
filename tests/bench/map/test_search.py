"""Which cell the survey measures next."""

from collections import Counter

import pytest

from bench.map.search import (
    Plan,
    Round,
    by_cell,
    distance,
    doubts_of_unseen,
    next_cell,
    steepest,
)
from bench.map.standing import standings
from tests.bench.map.synthetic import NAMES, PLAN, flat, slanted, stepped, surveyed


def test_it_begins_with_the_corners_and_the_centre() -> None:
    first = [one.cell for one in surveyed(slanted, most=5)]
    assert sorted(first) == [(0, 0), (0, 4), (3, 2), (6, 0), (6, 4)]


def test_they_get_one_round_each_before_any_gets_its_next() -> None:
    first = [one.cell for one in surveyed(slanted, most=15)]
    assert first[:5] == first[5:10] == first[10:]


def test_a_cell_is_in_doubt_between_corners_that_disagree() -> None:
    corners = {(0, 0): 0.4, (0, 4): 0.4, (6, 0): -0.4, (6, 4): -0.4}
    rounds = [Round(cell, {"a": 0.0, "b": lead}) for cell, lead in corners.items()]
    doubts = dict(doubts_of_unseen(rounds, NAMES, PLAN))
    assert doubts[3, 2] > 0 > doubts[0, 2]


def test_the_cell_that_is_most_in_doubt_is_next() -> None:
    rounds = surveyed(slanted, scatter=0.01, most=15)
    (first, _), *_ = doubts_of_unseen(rounds, NAMES, PLAN)
    assert next_cell(rounds, NAMES, PLAN) == first


def test_most_of_a_short_survey_goes_to_the_border() -> None:
    cells = Counter(one.cell for one in surveyed(slanted, scatter=0.01, most=45))
    near = [cell for cell in cells if abs(cell[0] + cell[1] - 2.5) <= 1.5]
    far = [cell for cell in cells if cell not in near and cell not in PLAN.start()]
    assert len(near) > len(far)


@pytest.mark.parametrize("budget", [1, 7, 40, 90])
def test_it_never_takes_more_than_it_is_given(budget: int) -> None:
    assert len(surveyed(flat, most=budget)) == budget


@pytest.mark.parametrize("world", [slanted, stepped, flat])
def test_with_time_enough_it_measures_every_cell_and_ends(world) -> None:
    rounds = surveyed(world, scatter=0.01, most=1_000)
    assert len(rounds) <= PLAN.most * len(PLAN.cells())
    assert set(standings(by_cell(rounds), NAMES)) == set(PLAN.cells())


def test_every_cell_that_is_left_was_measured_often_enough() -> None:
    made = Counter(one.cell for one in surveyed(slanted, most=1_000))
    assert min(made.values()) >= PLAN.fewest
    assert max(made.values()) <= PLAN.most


def test_level_cells_are_measured_again_until_they_are_known_precisely() -> None:
    rounds = surveyed(stepped, scatter=0.01, most=1_000)
    made = Counter(one.cell for one in rounds)
    for cell, one in standings(by_cell(rounds), NAMES).items():
        done = not one.level or one.ratio.half_width <= PLAN.precision
        assert done or made[cell] == PLAN.most


def test_a_clear_cell_is_not_measured_again() -> None:
    rounds = surveyed(stepped, scatter=0.01, most=1_000)
    made = Counter(one.cell for one in rounds)
    assert {made[column, row] for column in (4, 5, 6) for row in range(5)} == {PLAN.fewest}


@pytest.mark.parametrize("world", [slanted, stepped])
def test_no_cell_gets_the_wrong_leader(world) -> None:
    for seed in range(5):
        for cell, one in standings(by_cell(surveyed(world, seed=seed, most=200)), NAMES).items():
            truth = world(cell)
            assert one.level or truth == 0 or one.leader == ("b" if truth > 0 else "a")


def test_trials_that_were_thrown_out_do_not_keep_it_surveying() -> None:
    rounds: list[Round] = []
    while (cell := next_cell(rounds, NAMES, PLAN)) is not None:
        rounds.append(Round(cell, {}))
        assert len(rounds) <= PLAN.most * len(PLAN.cells())
    assert standings(by_cell(rounds), NAMES) == {}


def test_the_same_rounds_ask_for_the_same_cell() -> None:
    rounds = surveyed(slanted, most=40)
    assert len({next_cell(rounds, NAMES, PLAN) for _ in range(3)}) == 1


@pytest.mark.parametrize("shape", [(2, 2), (2, 5), (3, 3)])
def test_small_grids_work_too(shape: tuple[int, int]) -> None:
    plan = Plan(*shape)
    found = standings(by_cell(surveyed(stepped, most=500, plan=plan)), NAMES)
    assert set(found) == set(plan.cells())


def test_the_steepest_slope_is_that_of_neighbours() -> None:
    known = {(0, 0): {"a": 0.0, "b": 0.0}, (0, 1): {"a": 0.0, "b": 0.4}}
    assert steepest(known) == pytest.approx(0.4)
    assert distance((0, 0), (2, 3)) == 5
