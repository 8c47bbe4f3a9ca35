"""A database that may die, and stacks that are served for a few short faults."""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import pytest

from bench.chaos.config import Config, chosen_faults
from bench.chaos.document import Row
from bench.chaos.field import Ground
from bench.chaos.phases import QUICK
from bench.chaos.study import ground_for, rows_of
from bench.cpu_plan import CpuPlan
from bench.ports import HOST
from bench.servers import Servable
from bench.stacks import Capacity, Stack, get_stack

ONE_WORKER = Capacity(workers=1, threads=16, pool_size=4)
PATIENT = replace(QUICK, fault_s=1.2, clean_s=0.3, patience_s=60.0)
"""A busy machine takes longer, and nothing here asks how long."""


class Silent:
    """Hears how it goes on, and says nothing."""

    def step(self, what: str) -> None: ...

    def turn(self, stack: str, fault: str, share: float) -> None: ...

    def judged(self, row: Row) -> None: ...


@dataclass(frozen=True)
class Planted:
    """`flask-psycopg` with a bug, or without one."""

    bug: str
    stack: ClassVar[Stack] = get_stack("flask-psycopg")
    name: ClassVar[str] = stack.name

    def command(self, port: int) -> list[str]:
        return [sys.executable, "-m", "tests.chaos.planted", "--host", HOST, "--port", str(port)]

    def environment(self, database_url: str, capacity: Capacity) -> dict[str, str]:
        return {**self.stack.environment(database_url, capacity), "CHAOS_BUG": self.bug}


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    config = Config(
        stacks=(get_stack("flask-psycopg"),),
        faults=chosen_faults(None),
        phases=PATIENT,
        capacity=ONE_WORKER,
    )
    cpus = CpuPlan(None, None)
    with ground_for(config, cpus, Silent()) as ground:
        yield ground


@pytest.fixture(scope="session")
def row_of(ground: Ground) -> Callable[..., Row]:
    """Tries one fault on a stack."""

    def row_of(
        stack: Servable, fault: str, capacity: Capacity = ONE_WORKER, margin_s: float = 5.0
    ) -> Row:
        config = replace(
            ground.config, faults=chosen_faults(fault), capacity=capacity, margin_s=margin_s
        )
        (row,) = rows_of(replace(ground, config=config), stack, Silent())
        return row

    return row_of
