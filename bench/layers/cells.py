"""A cell: who is measured at what; it has one block in each round of its group."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import ceil
from time import perf_counter

from bench.layers.children import Child
from bench.layers.document import Block
from bench.layers.operations import Operation
from bench.layers.served import Asked
from bench.processes import cpu_clock_seconds

WARM_CALLS = 10
"""Before anything counts: drivers prepare a statement at its first or its fifth call."""

MOST_CALLS = 200_000

Backends = Callable[[], tuple[int, ...]]


@dataclass
class Cell:
    """What a block of it calls, how often, and whose CPU it costs."""

    group: str
    subject: str
    call: str
    run: Callable[[int], tuple[float, float | None]]
    """Make so many calls; return seconds of CPU and of wall time."""
    backends: Backends
    least: int = 3
    tasks: int = 1
    writes: bool = False
    calls: int = 0
    """Of a block; `calibrate` sets it."""

    def calibrate(self, block_s: float) -> None:
        """Warm up, and find out how many calls take about that long."""
        warm = self.least if self.writes else WARM_CALLS * self.tasks
        self.run(warm)
        begin = perf_counter()
        _, inside_s = self.run(warm)
        a_call_s = (inside_s or perf_counter() - begin) / warm
        calls = min(max(self.least, ceil(block_s / a_call_s)), MOST_CALLS)
        self.calls = ceil(calls / self.tasks) * self.tasks

    def measure(self, number: int) -> Block:
        """Make the block of round `number`."""
        before = backend_seconds(self.backends())
        cpu_s, wall_s = self.run(self.calls)
        after = backend_seconds(self.backends())
        database = None if before is None or after is None else after - before
        return Block(
            group=self.group,
            subject=self.subject,
            call=self.call,
            round=number,
            calls=self.calls,
            cpu_us=cpu_s * 1e6 / self.calls,
            wall_us=None if wall_s is None else wall_s * 1e6 / self.calls,
            db_cpu_us=None if database is None else database * 1e6 / self.calls,
        )


def child_cell(group: str, child: Child, operation: Operation) -> Cell:
    """Return the cell of a child at an operation."""
    return Cell(
        group,
        child.subject.name,
        operation.call,
        lambda calls: child.block(operation.call, calls, operation.tasks),
        lambda: child.backends,
        operation.least,
        operation.tasks,
        operation.writes,
    )


def asked_cell(group: str, subject: str, asked: Asked, call: str) -> Cell:
    """Return the cell of a served stack."""
    block = partial(asked.block, call)
    return Cell(group, subject, call, lambda calls: (block(calls), None), tuple)


def backend_seconds(backends: tuple[int, ...]) -> float | None:
    """Return the CPU of the database's processes; None where there are none within reach."""
    clocks = [cpu_clock_seconds(pid) for pid in backends]
    known = [clock for clock in clocks if clock is not None]
    return sum(known) if known and len(known) == len(clocks) else None
