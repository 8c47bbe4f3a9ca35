"""Which trial comes when: every round has each once, in an order of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench.comparison.config import FLOOR, Load, RunConfig

FLOOR_ROUNDS = 2
"""The floor is context, not a contest: two short trials of each stack tell it well enough."""


@dataclass(frozen=True)
class Slot:
    """One place in the order: whom to measure, under what, in which round."""

    stack: str
    workload: str
    load: Load
    round: int


def round_of(config: RunConfig, number: int) -> list[Slot]:
    """Return round `number` (from 1), shuffled by the seed.

    The stacks stay together under each workload and load, so that the trials that are compared
    are neighbours in time and share whatever the machine did meanwhile. Shares of a capacity come
    after the closed loop that finds it.
    """
    random = Random(f"{config.seed}/{number}")  # noqa: S311  (an order, not a secret)
    conditions = [(workload, load) for workload in config.workloads for load in config.loads]
    random.shuffle(conditions)
    conditions.sort(key=lambda condition: condition[1].share is not None)
    if number <= FLOOR_ROUNDS and config.floor:
        conditions.append((FLOOR, Load(users=config.users)))
    return [
        slot
        for workload, load in conditions
        for slot in _block(config, workload, load, number, random)
    ]


def _block(
    config: RunConfig, workload: str, load: Load, number: int, random: Random
) -> Iterator[Slot]:
    for stack in random.sample(config.stacks, len(config.stacks)):
        yield Slot(stack.name, workload, load, number)
