"""From what `bench crossover` was told to a search that can be made."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.comparison.config import Load, RunConfig
from bench.comparison.request import hide_url, numbered, workloads
from bench.crossover.axes import Axis, axis_named
from bench.crossover.points import Point
from bench.crossover.search import Plan
from bench.dataset import Dataset
from bench.errors import UserError
from bench.metrics import METRICS
from bench.results import Metric
from bench.stacks import Capacity, get_stack

SAME = "same"
"""What `--threads` says for as many threads as connections."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench crossover`, as they were typed."""

    stacks: list[str]
    axis: str
    range: str
    metric: str
    workload: str
    users: int
    db_latency: float | None
    workers: int
    threads: str
    connections: int
    precision: float
    budget: float
    window: float
    warmup: float
    seed: int | None
    scale: float
    database_url: str | None
    out: Path


@dataclass(frozen=True, kw_only=True)
class Config:
    """One search: how trials are run, along which axis, and what of them is compared."""

    run: RunConfig
    axis: Axis
    plan: Plan
    metric: Metric
    threads_follow: bool = False

    def point(self, place: float) -> Point:
        """Return the point at a place of the axis."""
        return self.axis.point(place, threads_follow=self.threads_follow)

    @property
    def proxied(self) -> bool:
        """Whether a latency proxy stands before the database, at every point or at none."""
        return self.axis.name == "db-latency" or self.run.db_latency_ms is not None

    def published(self) -> dict[str, Any]:
        """Return what `crossover.json` says of the configuration; no URL, no password."""
        run = self.run.published()
        kept = ("window_s", "warmup_s", "seed", "scale", "workers", "pool_size", "database")
        return {
            "axis": self.axis.name,
            "low": self.plan.low,
            "high": self.plan.high,
            "metric": self.metric,
            "workload": self.run.workloads[0],
            "users": self.run.users,
            "db_latency_ms": self.run.db_latency_ms,
            "threads": SAME if self.threads_follow else self.run.capacity.threads,
            "precision": self.plan.precision,
            "budget_s": self.run.budget_s,
            **{key: run[key] for key in kept},
            "command": self.run.command,
        }


def configuration(request: Request) -> Config:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    stacks = numbered([get_stack(name) for name in request.stacks])
    if len(stacks) < 2:
        raise UserError("A crossover is between stacks: name two, or more.")
    axis = axis_named(request.axis)
    low, high = axis.range(request.range)
    if request.metric not in METRICS:
        raise UserError(f"There is no metric {request.metric!r}: there are {', '.join(METRICS)}.")
    asked = workloads(request.workload)
    if len(asked) > 1:
        raise UserError("A crossover is looked for under one workload: name one.")
    if axis.name == "db-latency" and request.db_latency is not None:
        raise UserError("--db-latency is the axis already: leave it out, or name --range.")
    follow = request.threads == SAME
    if not follow and not (request.threads.isdecimal() and int(request.threads)):
        raise UserError(f"--threads must be a whole number or {SAME}: not {request.threads}.")
    threads = request.connections if follow else int(request.threads)
    run = RunConfig(
        stacks=tuple(stacks),
        workloads=asked,
        loads=(Load(users=request.users),),
        capacity=Capacity(request.workers, threads, request.connections),
        warmup_s=request.warmup,
        window_s=request.window,
        floor_window_s=request.window,
        precision=request.precision,
        budget_s=request.budget,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        db_latency_ms=request.db_latency,
        database_url=request.database_url,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
    )
    return Config(
        run=run,
        axis=axis,
        plan=Plan(low, high, precision=request.precision, whole=axis.whole),
        metric=request.metric,
        threads_follow=follow,
    )
