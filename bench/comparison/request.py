"""From what the command line said to a configuration that can be run."""

import math
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast, get_args

from bench.comparison.config import WORKLOADS, Load, RunConfig, parse_rates
from bench.dataset import Dataset
from bench.errors import UserError
from bench.generator.trial import Arrivals
from bench.running_service import require_local
from bench.stack_file import CustomStack, load_stack_file
from bench.stack_groups import expanded, without_blocking
from bench.stacks import Capacity, Stack, get_stack

MOST_LATENCY_MS = 1_000.0


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench run`, as they were typed or as a preset has them."""

    stacks: str
    workload: str
    users: str
    rates: str
    arrivals: str
    max_in_flight: int
    think: str
    workers: int
    threads: int
    connections: int
    window: float
    warmup: float
    rounds: int | None
    precision: float
    budget: float
    seed: int | None
    scale: float
    database_url: str | None
    db_latency: float | None = None
    db_jitter: float = 0.0
    compose: bool = False
    stack_file: Path | None
    locustfile: Path | None
    allow_remote: bool
    out: Path
    preset: str | None
    notes: tuple[str, ...] = ()


def configuration(request: Request) -> RunConfig:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    own = load_stack_file(request.stack_file) if request.stack_file else ()
    asked = listed(request.stacks, "stack")
    names = expanded(asked)
    if request.compose:
        names = without_blocking(names, asked)  # of the compose file no service blocks
    stacks = [stack_named(name, own) for name in names]
    if request.compose and (own or request.database_url):
        raise UserError("--compose has its own database and stacks: leave the other options out.")
    for stack in stacks:
        if stack.url:
            require_local(stack.url, request.allow_remote)
    check_latency(request, stacks)
    if request.rates and any(think_time(request.think)):
        raise UserError("At a rate nobody thinks between requests: leave --rate or --think out.")
    return RunConfig(
        stacks=tuple(numbered(stacks)),
        workloads=workloads(request.workload, any_name=request.locustfile is not None),
        loads=loads(request.users, request.rates),
        arrivals=arrivals(request.arrivals),
        max_in_flight=request.max_in_flight,
        capacity=Capacity(request.workers, request.threads, request.connections),
        warmup_s=request.warmup,
        window_s=request.window,
        rounds=request.rounds,
        precision=request.precision,
        budget_s=request.budget,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        think_time_s=think_time(request.think),
        database_url=request.database_url,
        db_latency_ms=request.db_latency,
        db_jitter_ms=request.db_jitter,
        compose=request.compose,
        locustfile=request.locustfile,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
        preset=request.preset,
        notes=request.notes,
    )


def check_latency(request: Request, stacks: Iterable[Stack | CustomStack]) -> None:
    """Raise `UserError` for a database latency that makes no sense, or that cannot be added."""
    latency, jitter = request.db_latency, request.db_jitter
    if latency is None:
        if jitter:
            raise UserError("--db-jitter varies a latency: give --db-latency as well.")
        return
    if not 0 <= latency <= MOST_LATENCY_MS:
        raise UserError(
            f"--db-latency must be 0 to {MOST_LATENCY_MS:g} milliseconds: not {latency:g}."
        )
    if not 0 <= jitter <= latency:
        raise UserError(f"--db-jitter must be 0 to the latency of {latency:g} ms: not {jitter:g}.")
    if request.compose:
        raise UserError("The latency proxy does not reach into containers: leave --compose out.")
    running = [stack.name for stack in stacks if stack.url]
    if running:
        raise UserError(
            f"{running[0]} runs already, with a database of its own: leave --db-latency out."
        )


def listed(text: str, what: str) -> list[str]:
    """Split a list of names; raise `UserError` when it is empty."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise UserError(f"Name at least one {what}.")
    return names


def stack_named(name: str, own: Iterable[CustomStack]) -> Stack | CustomStack:
    """Return a stack of the file, or else of the catalogue."""
    return next((stack for stack in own if stack.name == name), None) or get_stack(name)


def workloads(text: str, *, any_name: bool = False) -> tuple[str, ...]:
    """Return the workloads, each once; another locustfile may have `any_name`."""
    names = tuple(dict.fromkeys(listed(text, "workload")))
    for name in names:
        if name not in WORKLOADS and not any_name:
            raise UserError(
                f"There is no workload named {name!r}: there are {', '.join(WORKLOADS)}."
            )
    return names


def loads(users: str, rates: str) -> tuple[Load, ...]:
    """Return the loads: open loop where rates are given, else closed loop.

    A share of a capacity needs a closed loop beside it, which finds the capacity.
    """
    closed = tuple(Load(users=count) for count in user_counts(users))
    opened = parse_rates(rates)
    if any(load.share for load in opened):
        return closed[-1:] + opened
    return opened or closed


def user_counts(text: str) -> Iterable[int]:
    """Return numbers of users, from `16` or `1,4,16,64`."""
    for part in listed(text, "number of users"):
        if not part.isdecimal() or int(part) == 0:
            raise UserError(f"--users must be whole numbers such as 16 or 1,4,16,64: not {part}.")
        yield int(part)


def arrivals(text: str) -> Arrivals:
    """Return how arrivals are spread."""
    if text not in get_args(Arrivals):
        raise UserError(f"--arrivals must be {' or '.join(get_args(Arrivals))}: not {text}.")
    return cast(Arrivals, text)


def numbered(stacks: Iterable[Stack | CustomStack]) -> list[Stack | CustomStack]:
    """Return the stacks; the second of a name is called `name#2`, and so on."""
    seen: Counter[str] = Counter()
    found: list[Stack | CustomStack] = []
    for stack in stacks:
        seen[stack.name] += 1
        number = seen[stack.name]
        found.append(stack if number == 1 else replace(stack, name=f"{stack.name}#{number}"))
    return found


def think_time(text: str) -> tuple[float, float]:
    """Return the least and the most think time in seconds, from `1` or `1-5`."""
    low, _, high = text.partition("-")
    try:
        times = float(low), float(high or low)
    except ValueError:
        times = (-1.0, -1.0)
    if not 0 <= times[0] <= times[1] < math.inf:
        raise UserError(f"--think must be seconds such as 0.5, or a range such as 1-5: not {text}.")
    return times


def hide_url(arguments: list[str]) -> list[str]:
    """Return the command line without the database's URL, which may hold a password."""
    shown = list(arguments)
    for index, argument in enumerate(arguments):
        if argument == "--database-url" and index + 1 < len(shown):
            shown[index + 1] = "…"
        elif argument.startswith("--database-url="):
            shown[index] = "--database-url=…"
    return shown
