"""A short run of its own, for what no results file tells: the same trials as `bench run`."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.comparison.command import ProgressWatcher
from bench.comparison.config import WORKLOADS, Load, RunConfig
from bench.comparison.run import run
from bench.cpu_plan import cpu_plan
from bench.dataset import Dataset
from bench.errors import UserError
from bench.plan.demands import holds
from bench.results import Results
from bench.stack_groups import expanded, without_blocking
from bench.stacks import Capacity, Stack, get_stack

BUSY = Load(users=16)
QUIET = Load(users=1)
CALM = Load(share=0.2)
"""Open loop: idle for so long between requests that everything has gone to sleep."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to plan for, as it was typed, and how to measure what a plan is made from."""

    stacks: str
    workload: str
    demands: Path | None
    rounds: int
    window: float
    seed: int | None
    scale: float
    out: Path


def check(request: Request) -> None:
    """Raise `UserError` for what cannot be measured."""
    Dataset(request.scale)
    if request.workload not in WORKLOADS:
        raise UserError(
            f"There is no workload named {request.workload!r}: there are {', '.join(WORKLOADS)}."
        )
    if request.workload == "fairness":
        raise UserError("fairness waits on purpose, and no CPU tells how long: plan another one.")


def named(text: str, *, known: Sequence[str] | None = None) -> list[str]:
    """Return the names of stacks: those asked for, or else all that are `known`.

    Those that block are left out of a group, but not where one is asked for by its own name.
    """
    asked = [name.strip() for name in text.split(",") if name.strip()]
    return without_blocking(dict.fromkeys(expanded(asked or known or ["default"])), asked)


def plannable(names: Sequence[str]) -> list[Stack]:
    """Return the stacks of those names; `UserError` for one that a plan cannot be made for."""
    found = [get_stack(name) for name in names]
    for stack in found:
        holds(stack)
    return found


def measured(
    request: Request,
    stacks: Sequence[Stack],
    loads: Sequence[Load],
    watcher: ProgressWatcher,
    db_latency_ms: float | None = None,
) -> Results:
    """Run the stacks under these loads in rounds of shuffled order, and return the results.

    On an embedded database: of others neither CPU nor statements are told.
    """
    config = RunConfig(
        stacks=tuple(stacks),
        workloads=(request.workload,),
        loads=tuple(loads),
        capacity=Capacity(),
        window_s=request.window,
        rounds=request.rounds,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        db_latency_ms=db_latency_ms,
        command="bench plan",
    )
    *_, last = run(config, cpu_plan(), watcher)
    return last
