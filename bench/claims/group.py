"""What a group is: cells that are measured in turns, so that their figures can be paired."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bench.comparison.config import Load
from bench.stack_file import CustomStack
from bench.stacks import Stack

CROWD: Final = Load(users=64)
"""Enough for "high concurrency": eight times the connections that a stack may hold."""


@dataclass(frozen=True, kw_only=True)
class InProcess:
    """Calls of one process, in blocks: of `bench.claims.child.<module>`, by so many tasks."""

    name: str
    module: str
    cells: Mapping[str, int]
    """The tasks that make a call at once, by the call's name."""
    world: Literal["sync", "aio"] = "sync"
    driver: str = "psycopg2"
    db_latency_ms: float | None = None
    """Round trip to the database that a proxy adds; None without a proxy."""
    writes: bool = False
    least: int = 3
    """The fewest calls of a block."""
    weight: float = 4.0
    """About how many seconds it wants, of the default budget."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """Stacks under a workload, in trials; a cell is a stack's name."""

    name: str
    workload: str
    stacks: tuple[Stack | CustomStack, ...]
    load: Load = CROWD
    weight: float = 30.0

    @property
    def cells(self) -> Mapping[str, int]:
        """The stacks' names."""
        return dict.fromkeys((stack.name for stack in self.stacks), 1)


@dataclass(frozen=True, kw_only=True)
class Bursts:
    """Requests at once to the app with a `def` endpoint: a cell is (requests, threads)."""

    name: str
    bursts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    weight: float = 8.0

    @property
    def cells(self) -> Mapping[str, int]:
        """The cells' names."""
        return dict.fromkeys(self.bursts, 1)


Group = InProcess | Served | Bursts
