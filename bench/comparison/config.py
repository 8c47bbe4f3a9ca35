"""What a run was asked for."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.errors import UserError
from bench.generator.trial import Arrivals
from bench.stack_file import CustomStack
from bench.stacks import Capacity, Stack

WORKLOADS = ("read", "detail", "page", "feed", "write", "mixed", "fairness", "health")
"""What the locustfile can send."""

WRITES = frozenset({"write", "mixed"})
"""Those that add rows; every other one leaves the tables as they are."""

FLOOR = "health"
"""The workload that touches no database: what framework and server cost by themselves."""

OPENING_ROUND_TRIPS = 25
"""What an app does before its connections serve at full speed: they are opened, looked into by
SQLAlchemy and by the driver, and prepare their statement at its first or fifth call. A warm-up has
to cover that at any latency."""


@dataclass(frozen=True)
class Load:
    """How hard a stack is pressed: one of three ways.

    `users` that each wait for their answers (closed loop), `rate` requests a second whatever
    becomes of them (open loop), or `share` of what the stack was seen to serve in closed loop.
    """

    users: int | None = None
    rate: float | None = None
    share: float | None = None


def parse_rates(text: str) -> tuple[Load, ...]:
    """Read rates such as `500,1000` and shares of capacity such as `10%,95%`; or `UserError`."""
    return tuple(_rate(part.strip()) for part in text.split(",") if part.strip())


def _rate(text: str) -> Load:
    try:
        number = float(text.removesuffix("%"))
    except ValueError:
        number = 0.0
    if text.endswith("%") and 0 < number <= 200:
        return Load(share=number / 100)
    if not text.endswith("%") and 0 < number < math.inf:
        return Load(rate=number)
    raise UserError(
        f"{text!r} is no rate: give requests a second such as 500, or a share such as 50%."
    )


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """One run: stacks under workloads and loads, in rounds, until precise enough or out of time."""

    stacks: tuple[Stack | CustomStack, ...]
    workloads: tuple[str, ...]
    loads: tuple[Load, ...]
    arrivals: Arrivals = "poisson"
    max_in_flight: int = 1_000
    capacity: Capacity
    warmup_s: float = 0.5
    """Of a trial beside its database; `whole_warmup_s` is that of any."""
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
    db_latency_ms: float | None = None
    """Round trip that a proxy adds between app and database; without a proxy where it is None."""
    db_jitter_ms: float = 0.0
    slow_share: float | None = None
    """The part of requests, 0 to 1, that is slow; None leaves that to the workload."""
    database_url: str | None = None
    compose: bool = False
    """Whether stacks and database run in the containers of the compose file."""
    locustfile: Path | None = None
    """Another one than ours; its workloads may write, and it may have no floor."""
    command: str = ""
    preset: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def users(self) -> int:
        """The users of the floor, and of the trials that find out a capacity."""
        return next((load.users for load in self.loads if load.users), 16)

    @property
    def whole_warmup_s(self) -> float:
        """The seconds of load before a window: longer by what opening connections takes there."""
        return self.warmup_s + OPENING_ROUND_TRIPS * (self.db_latency_ms or 0.0) / 1_000

    @property
    def floor(self) -> bool:
        """Whether the floor is measured beside what was asked for."""
        return self.locustfile is None and FLOOR not in self.workloads

    def writes(self, workload: str) -> bool:
        """Whether a workload may leave the tables other than they were."""
        return workload in WRITES or self.locustfile is not None

    def published(self) -> Mapping[str, Any]:
        """Return what `results.json` says of the configuration; no URL, which holds a password."""
        fields = asdict(self)
        for private in ("stacks", "database_url", "capacity", "workloads", "loads"):
            del fields[private]
        return {
            "workload": list(self.workloads),
            "users": [load.users for load in self.loads if load.users],
            "rate": [load.rate for load in self.loads if load.rate],
            "rate_share": [load.share for load in self.loads if load.share],
            **fields,
            "locustfile": self.locustfile and self.locustfile.name,
            **asdict(self.capacity),
            "connections": self.capacity.connections,
            "database": self.database_kind,
        }

    @property
    def database_kind(self) -> str:
        """Where the database comes from, for people."""
        if self.compose:
            return "in a container"
        return "named by URL" if self.database_url else "embedded"
