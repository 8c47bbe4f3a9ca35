"""Where the search looks next, and what it makes of it."""

from math import exp, log

import pytest

from bench.crossover.crossing import line
from bench.crossover.search import Plan, Round, changes, next_place
from tests.bench.crossover.synthetic import PLAN, found, linear, searched


def test_it_begins_with_both_ends_and_the_middle() -> None:
    places = [one.place for one in searched(linear, 0.01, 1, most=3)]
    assert sorted(places) == [0.05, pytest.approx(50**0.5 * 0.05**0.5), 50.0]


def test_it_ends_when_the_place_is_known_precisely_enough() -> None:
    rounds = searched(linear, 0.01, 1, most=200)
    (change,) = changes(rounds, PLAN)
    assert (len(rounds) < 200, change.crossing.half_width <= PLAN.precision) == (True, True)


def test_who_leads_before_and_after_is_named() -> None:
    (change,) = found(linear, 0.01, 1)
    assert (change.before, change.after) == ("a", "b")


def test_a_lead_that_changes_twice_is_found_where_a_place_is_between() -> None:
    runs = found(lambda place: 0.2 - 0.25 * abs(log(place / 1.58)), 0.01, 1)
    assert [(one.before, one.after) for one in runs] == [("a", "b"), ("b", "a")]


def test_most_rounds_are_near_the_crossing() -> None:
    places = [one.place for one in searched(linear, 0.02, 1)]
    assert sum(1 < place < 9 for place in places) > len(places) / 2


def test_without_a_change_it_looks_between_the_first_places_too() -> None:
    assert len({one.place for one in searched(lambda _: -0.2, 0.01, 1)}) == 5


def test_trials_that_were_thrown_out_do_not_keep_it_searching() -> None:
    rounds: list[Round] = []
    while (place := next_place(rounds, PLAN)) is not None:
        rounds.append(Round(place, {}))
        assert len(rounds) < 200
    assert changes(rounds, PLAN) == []


def test_whole_places_stay_whole() -> None:
    plan = Plan(1, 256, whole=True)
    rounds = searched(lambda place: log(place / 20.5), 0.01, 1, plan=plan)
    (change,) = changes(rounds, plan)
    assert all(one.place.is_integer() for one in rounds if isinstance(one.place, float))
    assert change.crossing.low <= 20.5 <= change.crossing.high


def test_of_three_stacks_the_ones_who_lead_are_told() -> None:
    curves = {"a": lambda _: 0.0, "b": linear, "c": lambda _: -0.5}
    rounds: list[Round] = []
    while len(rounds) < 30 and (place := next_place(rounds, PLAN)) is not None:
        wobble = 0.002 * (-1) ** len(rounds)
        scores = {
            name: curve(place) + wobble * index
            for index, (name, curve) in enumerate(curves.items())
        }
        rounds.append(Round(place, scores))
    (change,) = changes(rounds, PLAN)
    assert (change.before, change.after, change.low < 3 < change.high) == ("a", "b", True)


def test_fieller_s_interval_of_a_known_line() -> None:
    # residuals of ±0.1 around y = u, by hand: s² = 0.06/4, sum of squares 4, t = 2.7764
    samples = [(exp(u), u + e) for u in (-1.0, 0.0, 1.0) for e in (0.1, -0.1)]
    fitted = line(samples)
    assert fitted is not None
    zero = fitted.zero(0.95)
    s2, t = 0.06 / 4, 2.7764451
    g = t * t * s2 / 4
    reach = t * s2**0.5 / (1 - g) * ((1 - g) / 6) ** 0.5
    assert zero == pytest.approx((0.0, -reach, reach), abs=1e-6)


def test_a_line_that_may_be_level_has_no_place() -> None:
    fitted = line([(exp(u), e) for u in (-1.0, 0.0, 1.0) for e in (0.1, -0.1)])
    assert fitted is not None
    assert fitted.zero() is None
