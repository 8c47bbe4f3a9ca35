"""Which trial comes when: every round has each once, in an order of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from bench.comparison.config import FLOOR, RunConfig

FLOOR_ROUNDS = 2
"""The floor is context, not a contest: two short trials of each stack tell it well enough."""


@dataclass(frozen=True)
class Slot:
    """One place in the order: whom to measure, under what, in which round."""

    stack: str
    workload: str
    round: int


def round_of(config: RunConfig, number: int) -> list[Slot]:
    """Return round `number` (from 1), shuffled by the seed.

    Each workload's stacks stay together, so that the trials that are compared are neighbours in
    time and share whatever the machine did meanwhile.
    """
    random = Random(f"{config.seed}/{number}")  # noqa: S311  (an order, not a secret)
    workloads = list(config.workloads)
    random.shuffle(workloads)
    if number <= FLOOR_ROUNDS and FLOOR not in workloads:
        workloads.append(FLOOR)
    return [slot for workload in workloads for slot in _block(config, workload, number, random)]


def _block(config: RunConfig, workload: str, number: int, random: Random) -> Iterator[Slot]:
    for stack in random.sample(config.stacks, len(config.stacks)):
        yield Slot(stack.name, workload, number)
