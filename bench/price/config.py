"""From what `bench price` was told to a study that can be made."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.comparison.config import Load, RunConfig
from bench.comparison.request import hide_url, numbered, workloads
from bench.dataset import Dataset
from bench.errors import UserError
from bench.price.search import Plan, least_connections
from bench.stacks import Capacity, get_stack


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench price`, as they were typed."""

    stacks: list[str]
    rate: float
    db_latency: float
    p95: float
    workload: str
    most: int
    most_workers: int
    levels: str
    connections: int
    rounds: int
    budget: float
    window: float
    warmup: float
    seed: int | None
    scale: float
    database_url: str | None
    out: Path


@dataclass(frozen=True, kw_only=True)
class Config:
    """One study: how trials are run, what has to be held, and where the costs are read."""

    run: RunConfig
    rate: float
    p95_ms: float
    plan: Plan
    levels: tuple[int, ...]
    rounds: int

    def published(self) -> dict[str, Any]:
        """Return what `price.json` says of the configuration; no URL, no password."""
        run = self.run.published()
        kept = ("window_s", "warmup_s", "seed", "scale", "arrivals", "max_in_flight", "database")
        return {
            "rate": self.rate,
            "db_latency_ms": self.run.db_latency_ms,
            "p95_ms": self.p95_ms,
            "least": self.plan.least,
            "most": self.plan.most,
            "most_workers": self.plan.workers,
            "levels": list(self.levels),
            "connections_at_levels": self.run.capacity.pool_size,
            "rounds": self.rounds,
            "workload": self.run.workloads[0],
            "budget_s": self.run.budget_s,
            **{key: run[key] for key in kept},
            "command": self.run.command,
        }


def configuration(request: Request) -> Config:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    stacks = numbered([get_stack(name) for name in request.stacks])
    asked = workloads(request.workload)
    if len(asked) > 1:
        raise UserError("A price is asked under one workload: name one.")
    if request.p95 <= request.db_latency:
        raise UserError(
            f"--p95 of {request.p95:g} ms cannot be kept at {request.db_latency:g} ms from the "
            "database: raise the one or lower the other."
        )
    least = least_connections(request.rate, request.db_latency)
    if least > request.most * request.most_workers:
        raise UserError(
            f"{request.rate:g} requests a second at {request.db_latency:g} ms keep {least} "
            "connections busy: raise --most or --most-workers."
        )
    run = RunConfig(
        stacks=tuple(stacks),
        workloads=asked,
        loads=(Load(rate=request.rate),),
        capacity=Capacity(1, request.connections, request.connections),
        warmup_s=request.warmup,
        window_s=request.window,
        floor_window_s=request.window,
        budget_s=request.budget,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        db_latency_ms=request.db_latency,
        database_url=request.database_url,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
    )
    return Config(
        run=run,
        rate=request.rate,
        p95_ms=request.p95,
        plan=Plan(least, request.most, workers=request.most_workers),
        levels=levels(request.levels),
        rounds=request.rounds,
    )


def levels(text: str) -> tuple[int, ...]:
    """Return numbers of requests under way out of `8,64,128`; or `UserError`."""
    parts = [part.strip() for part in text.split(",")]
    found = sorted({int(part) for part in parts if part.isdecimal()} - {0})
    if len(found) < 2 or not all(part.isdecimal() for part in parts):
        raise UserError(f"--levels must be two or more whole numbers, such as 8,64: not {text}.")
    return tuple(found)
