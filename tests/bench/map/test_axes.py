"""What the axes of a map are made of."""

from inspect import signature

import pytest

from bench.crossover.axes import AXES
from bench.errors import UserError
from bench.latency.floor import FLOOR_MS
from bench.map import axes
from bench.map.command import map_


def test_a_range_of_latencies_has_equal_factors() -> None:
    assert axes.latencies("0.1-20") == (0.1, 0.24, 0.58, 1.4, 3.4, 8.3, 20.0)


def test_a_range_of_users_has_whole_numbers() -> None:
    assert axes.users("1-256") == (1, 4, 16, 64, 256)


def test_a_short_range_has_no_number_twice() -> None:
    assert axes.users("1-3") == (1, 2, 3)


def test_a_list_is_taken_as_it_is() -> None:
    assert axes.latencies("0,0.5,3") == (0.0, 0.5, 3.0)
    assert axes.users("2,32") == (2, 32)


@pytest.mark.parametrize(
    "text", ["5-1", "far", "1", "0-5", "3,2,1", "1,1", "-1,2", "1-2-3", "1-9e9"]
)
def test_what_makes_no_axis_is_refused(text: str) -> None:
    with pytest.raises(UserError, match="--db-latency"):
        axes.latencies(text)


@pytest.mark.parametrize("text", ["0.5-4", "1,2.5", "1-"])
def test_users_are_whole(text: str) -> None:
    with pytest.raises(UserError, match="--users"):
        axes.users(text)


def test_by_itself_a_crossover_asks_for_nothing_that_the_proxy_cannot_add() -> None:
    assert AXES["db-latency"].range("")[0] >= FLOOR_MS


def test_by_itself_a_map_asks_for_nothing_that_the_proxy_cannot_add() -> None:
    least, *_ = axes.latencies(signature(map_).parameters["db_latency"].default)
    assert least >= FLOOR_MS
