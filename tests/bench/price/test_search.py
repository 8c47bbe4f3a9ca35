"""The search for the least that holds the rate."""

from collections import Counter
from dataclasses import replace

import pytest

from bench.price.search import (
    Attempt,
    Plan,
    Size,
    held,
    least,
    least_connections,
    next_size,
    verdict,
)
from tests.bench.price.worlds import searched, trial

PLAN = Plan(2, 64)


@pytest.mark.parametrize("need", [*range(2, 20), 23, 31, 32, 33, 48, 63, 64])
def test_the_least_is_found_to_a_tenth(need: int) -> None:
    found = least(searched(lambda size: size.connections >= need, PLAN), PLAN)
    assert found is not None
    assert need <= found.connections <= max(need * 1.1, need)


def test_it_begins_with_what_little_s_law_allows() -> None:
    assert next_size([], Plan(7, 64)) == Size(1, 7)


@pytest.mark.parametrize(
    ("rate", "latency", "connections"), [(300, 5, 2), (1_000, 10, 10), (10, 0, 1), (100, 10, 1)]
)
def test_little_s_law(rate: float, latency: float, connections: int) -> None:
    assert least_connections(rate, latency) == connections


def test_where_the_least_possible_holds_nothing_else_is_tried() -> None:
    assert {one.size for one in searched(lambda _: True, PLAN)} == {Size(1, 2)}


def test_where_nothing_holds_it_ends_with_the_largest() -> None:
    made = searched(lambda _: False, PLAN)
    assert least(made, PLAN) is None
    assert max(one.size.connections for one in made) == 64


def test_a_second_process_is_tried_where_one_is_not_enough() -> None:
    plan = replace(PLAN, workers=2)
    made = searched(lambda size: size.workers == 2 and size.connections >= 5, plan)
    assert least(made, plan) == Size(2, 5)


def test_one_process_that_holds_is_not_compared_with_two() -> None:
    made = searched(lambda size: size.connections >= 5, replace(PLAN, workers=3))
    assert {one.size.workers for one in made} == {1}


def test_two_attempts_that_agree_decide() -> None:
    size = Size(1, 4)
    made = [Attempt(size, True), Attempt(size, False), Attempt(size, True)]
    assert [verdict(made[:count], size, PLAN) for count in range(4)] == [None, None, None, "held"]


def test_attempts_that_do_not_count_end_in_unknown() -> None:
    made = searched(lambda _: None, PLAN)
    assert verdict(made, Size(1, 2), PLAN) == "unknown"
    assert max(Counter(one.size for one in made).values()) == PLAN.tries
    assert least(made, PLAN) is None


def test_a_size_that_was_begun_is_finished_first() -> None:
    assert next_size([Attempt(Size(1, 2), True)], PLAN) == Size(1, 2)


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (trial("a", p95=50.0), True),
        (trial("a", p95=50.1), False),
        (trial("a", errors=1, valid=False), False),
        (trial("a", dropped=1, valid=False), False),
        (trial("a", late=500, valid=False), None),
        (trial("a", valid=False), None),
        (trial("a", duration_s=3.5, offered=1_050, requests=1_040), True),
        (trial("a", duration_s=3.5, offered=1_050, requests=907), False),
    ],
    ids=["in time", "too slow", "errors", "dropped", "late", "thrown out", "in pace", "behind"],
)
def test_whether_a_trial_held(one, said: bool | None) -> None:
    assert held(one, 50.0) is said
