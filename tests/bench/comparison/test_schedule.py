"""Which trial comes when."""

from collections import Counter
from dataclasses import replace

import pytest

from bench.comparison.config import FLOOR, Load, RunConfig
from bench.comparison.schedule import FLOOR_ROUNDS, Slot, round_of
from bench.stacks import CATALOGUE, Capacity

CONFIG = RunConfig(
    stacks=CATALOGUE[:4],
    workloads=("read", "mixed"),
    loads=(Load(users=4), Load(users=16)),
    capacity=Capacity(),
    seed=7,
)
ROUNDS = range(1, 12)


def order(config: RunConfig, number: int) -> list[tuple[str, str, Load]]:
    return [(slot.stack, slot.workload, slot.load) for slot in round_of(config, number)]


@pytest.mark.parametrize("number", ROUNDS)
def test_a_round_has_each_stack_once_under_each_workload_and_load(number: int) -> None:
    contest = Counter(slot for slot in order(CONFIG, number) if slot[1] != FLOOR)
    assert contest == Counter(
        (stack.name, workload, load)
        for stack in CONFIG.stacks
        for workload in CONFIG.workloads
        for load in CONFIG.loads
    )


def test_every_slot_knows_its_round() -> None:
    assert {slot.round for slot in round_of(CONFIG, 5)} == {5}


@pytest.mark.parametrize("number", ROUNDS)
def test_the_floor_comes_in_the_first_two_rounds_only(number: int) -> None:
    floors = [slot.stack for slot in round_of(CONFIG, number) if slot.workload == FLOOR]
    expected = [stack.name for stack in CONFIG.stacks] if number <= FLOOR_ROUNDS == 2 else []
    assert sorted(floors) == sorted(expected)


def test_a_floor_that_was_asked_for_is_a_workload_like_any_other() -> None:
    config = replace(CONFIG, workloads=(FLOOR,), loads=(Load(users=4),))
    assert [len(round_of(config, number)) for number in ROUNDS] == [4] * len(ROUNDS)


def test_the_stacks_of_a_workload_and_load_are_neighbours() -> None:
    blocks: list[tuple[str, Load]] = []
    for _, *condition in order(CONFIG, 1):
        blocks.append(tuple(condition))  # type: ignore[arg-type]
    stacks = len(CONFIG.stacks)
    assert [len(set(blocks[i : i + stacks])) for i in range(0, len(blocks), stacks)] == [1] * 5


def test_the_order_is_the_same_for_the_same_seed_and_round() -> None:
    assert round_of(CONFIG, 3) == round_of(replace(CONFIG), 3)


@pytest.mark.parametrize(
    "other",
    [
        replace(CONFIG, window_s=9.0),
        replace(CONFIG, precision=0.5),
        replace(CONFIG, scale=0.1),
        replace(CONFIG, capacity=Capacity(2, 2, 2)),
    ],
)
def test_the_order_depends_on_nothing_else(other: RunConfig) -> None:
    assert [round_of(other, number) for number in ROUNDS] == [
        round_of(CONFIG, number) for number in ROUNDS
    ]


def test_another_seed_gives_another_order() -> None:
    other = replace(CONFIG, seed=8)
    assert [order(other, number) for number in ROUNDS] != [
        order(CONFIG, number) for number in ROUNDS
    ]


def test_each_round_has_an_order_of_its_own() -> None:
    orders = {tuple(order(CONFIG, number)) for number in ROUNDS if number > FLOOR_ROUNDS}
    assert len(orders) > len(ROUNDS) // 2


def test_every_stack_is_the_first_at_some_time() -> None:
    one = replace(CONFIG, workloads=("read",), loads=(Load(users=4),))
    first: list[Slot] = [round_of(one, number)[0] for number in range(1, 60)]
    assert {slot.stack for slot in first} == {stack.name for stack in CONFIG.stacks}
