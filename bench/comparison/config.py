"""What a run was asked for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bench.stacks import Capacity, Stack

WORKLOADS = ("read", "detail", "page", "feed", "write", "mixed", "fairness", "health")
"""What the locustfile can send."""

WRITES = frozenset({"write", "mixed"})
"""Workloads that add rows; every other one leaves the tables as they are."""

FLOOR = "health"
"""The workload that touches no database: what framework and server cost by themselves."""


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """One run: stacks under workloads, in rounds, until precise enough or out of time."""

    stacks: tuple[Stack, ...]
    workloads: tuple[str, ...]
    users: int = 16
    capacity: Capacity
    warmup_s: float = 0.5
    window_s: float = 3.0
    floor_window_s: float = 1.0
    rounds: int | None = None
    """Exactly so many, whatever precision and time say; None leaves it to them."""
    precision: float = 0.03
    budget_s: float = 150.0
    """For the rounds; what comes before them is not counted."""
    seed: int
    scale: float = 1.0
    think_time_s: tuple[float, float] = (0.0, 0.0)
    database_url: str | None = None
    command: str = ""

    def published(self) -> Mapping[str, Any]:
        """Return what `results.json` says of the configuration; no URL, which holds a password."""
        fields = asdict(self)
        for private in ("stacks", "database_url", "capacity", "workloads"):
            del fields[private]
        return {
            "workload": list(self.workloads),
            **fields,
            **asdict(self.capacity),
            "connections": self.capacity.connections,
            "database": "named by URL" if self.database_url else "embedded",
        }
