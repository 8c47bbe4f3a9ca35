"""plan.json: what a plan found, and what a validation found."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """What is used of a resource, 0 to 1, and the rate at which none of it would be left."""

    name: str
    used: float
    all_at_rps: float


@dataclass(frozen=True, slots=True, kw_only=True)
class StackPlan:
    """What a stack needs. `threads` and `pool_size` are of a process, None where it has none.

    `resources` begins with what runs out first. `alone_p95_ms` is the P95 of a request that meets
    no other; when that is beyond the goal, the stack is not `reachable`, and the rest says nothing.
    """

    stack: str
    reachable: bool
    alone_p95_ms: float = 0.0
    processes: int = 0
    threads: int | None = None
    pool_size: int | None = None
    connections: int = 0
    machines: int = 0
    databases: int = 0
    mean_ms: float = 0.0
    p95_ms: float = 0.0
    resources: tuple[Resource, ...] = ()
    extrapolated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A condition that the model had not seen: what it said before, and what was measured."""

    stack: str
    condition: str
    predicted_rps: float
    measured_rps: float
    predicted_p95_ms: float
    measured_p95_ms: float
    bound_rps: float | None = None
    """What mean value analysis says without limits; None for an open loop."""
    trials: int = 1

    @property
    def rps_error(self) -> float:
        """What the predicted throughput is off by, as a part of the measured."""
        return self.predicted_rps / self.measured_rps - 1

    @property
    def p95_error(self) -> float:
        """What the predicted P95 is off by, as a part of the measured."""
        return self.predicted_p95_ms / self.measured_p95_ms - 1


@dataclass(frozen=True, kw_only=True)
class Document:
    """One call of `bench plan`. `models` has each stack's demands and fit, in seconds."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    goal: Mapping[str, Any] = field(default_factory=dict)
    models: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    plans: tuple[StackPlan, ...] = ()
    checks: tuple[Check, ...] = ()


def write(document: Document, path: Path) -> None:
    """Write plan.json."""
    text = json.dumps(asdict(document), indent=1, allow_nan=False, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")
