"""From what `bench map` was told to a survey that can be made."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.comparison.config import Load, RunConfig
from bench.comparison.request import hide_url, numbered, workloads
from bench.dataset import Dataset
from bench.errors import UserError
from bench.map import axes
from bench.map.search import Plan
from bench.metrics import METRICS
from bench.results import Metric
from bench.stacks import Capacity, get_stack


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench map`, as they were typed."""

    stacks: list[str]
    db_latency: str
    users: str
    metric: str
    workload: str
    workers: int
    threads: int
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
    """One survey: how trials are run, on which grid, and what of them is compared."""

    run: RunConfig
    latencies: tuple[float, ...]
    users: tuple[int, ...]
    plan: Plan
    metric: Metric

    def published(self) -> dict[str, Any]:
        """Return what `map.json` says of the configuration; no URL, no password."""
        run = self.run.published()
        kept = ("window_s", "warmup_s", "seed", "scale", "workers", "threads", "pool_size")
        return {
            "latencies_ms": list(self.latencies),
            "users": list(self.users),
            "metric": self.metric,
            "workload": self.run.workloads[0],
            "precision": self.plan.precision,
            "budget_s": self.run.budget_s,
            **{key: run[key] for key in kept},
            "database": run["database"],
            "command": self.run.command,
        }


def configuration(request: Request) -> Config:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    stacks = numbered([get_stack(name) for name in request.stacks])
    if len(stacks) < 2:
        raise UserError("A map is of stacks against each other: name two, or more.")
    latencies, users = axes.latencies(request.db_latency), axes.users(request.users)
    if request.metric not in METRICS:
        raise UserError(f"There is no metric {request.metric!r}: there are {', '.join(METRICS)}.")
    asked = workloads(request.workload)
    if len(asked) > 1:
        raise UserError("A map is drawn under one workload: name one.")
    run = RunConfig(
        stacks=tuple(stacks),
        workloads=asked,
        loads=(Load(users=users[0]),),
        capacity=Capacity(request.workers, request.threads, request.connections),
        warmup_s=request.warmup,
        window_s=request.window,
        floor_window_s=request.window,
        precision=request.precision,
        budget_s=request.budget,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        database_url=request.database_url,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
    )
    plan = Plan(len(latencies), len(users), precision=request.precision)
    return Config(run=run, latencies=latencies, users=users, plan=plan, metric=request.metric)
