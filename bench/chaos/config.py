"""From what `bench chaos` was told to faults that can be tried."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bench.chaos.covering import covering
from bench.chaos.faults import FAULTS
from bench.chaos.faults.fault import Fault
from bench.chaos.phases import LONG, QUICK, Phases
from bench.errors import UserError
from bench.stack_groups import expanded
from bench.stacks import CATALOGUE, Capacity, Stack, get_stack


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench chaos`, as they were typed."""

    stacks: str | None
    faults: str | None
    quick: bool
    out: Path


CAPACITY: Final = Capacity(workers=2, threads=16, pool_size=4)
"""Two workers, so that one may die; more threads than connections, so that the pool can run out."""


@dataclass(frozen=True, kw_only=True)
class Config:
    """One study: which faults, on which stacks, served how."""

    stacks: tuple[Stack, ...]
    faults: tuple[Fault, ...]
    phases: Phases
    quick: bool = False
    capacity: Capacity = CAPACITY
    pool_timeout_s: float = 1.0
    queue_limit: int = 0
    """Of requests that wait in a process; 0 is the apps' own default, what production has."""
    statement_timeout_ms: int = 4_000
    connect_timeout_s: int = 2
    margin_s: float = 1.0
    """Beyond POOL_TIMEOUT that a refusal may take: the CPU of an app under flood is busy."""
    scale: float = 0.1
    command: str = "bench chaos"

    def environment(self, name: str) -> dict[str, str]:
        """Return the settings that every stack gets."""
        return {
            "APPLICATION_NAME": name,
            "POOL_TIMEOUT": f"{self.pool_timeout_s:g}",
            "QUEUE_LIMIT": str(self.queue_limit),
            "CONNECT_TIMEOUT": str(self.connect_timeout_s),
            "STATEMENT_TIMEOUT_MS": str(self.statement_timeout_ms),
        }

    def published(self) -> dict[str, Any]:
        """Return what `chaos.json` says of the configuration."""
        return {
            "quick": self.quick,
            "faults": [fault.name for fault in self.faults],
            "workers": self.capacity.workers,
            "threads": self.capacity.threads,
            "pool_size": self.capacity.pool_size,
            "pool_timeout_s": self.pool_timeout_s,
            "queue_limit": self.queue_limit,
            "connect_timeout_s": self.connect_timeout_s,
            "statement_timeout_ms": self.statement_timeout_ms,
            "margin_s": self.margin_s,
            "fault_s": self.phases.fault_s,
            "flood_s": self.phases.flood_s,
            "scale": self.scale,
            "command": self.command,
        }


RIGHT: Final = tuple(stack for stack in CATALOGUE if not stack.warning)
"""Those that one may copy."""


def configuration(request: Request) -> Config:
    """Check what was asked; raise `UserError` for what cannot be done."""
    return Config(
        stacks=chosen_stacks(request.stacks, request.quick),
        faults=chosen_faults(request.faults),
        phases=QUICK if request.quick else LONG,
        quick=request.quick,
        command=" ".join(["bench", *sys.argv[1:]]),
    )


def chosen_stacks(names: str | None, quick: bool) -> tuple[Stack, ...]:
    """Return the stacks that are named; without names all right ones, or few that cover them."""
    if names is None:
        return covering(RIGHT) if quick else RIGHT
    asked = dict.fromkeys(expanded(split(names)))
    found = tuple(stack for stack in map(get_stack, asked) if not stack.warning)
    if not found:
        raise UserError("No right stack is named: `bench stacks` lists those without a warning.")
    return found


def chosen_faults(names: str | None) -> tuple[Fault, ...]:
    """Return the faults that are named, or all."""
    if names is None:
        return FAULTS
    known = {fault.name: fault for fault in FAULTS}
    asked = split(names)
    if not asked:
        raise UserError(f"Name at least one fault: there are {', '.join(known)}.")
    for name in asked:
        if name not in known:
            raise UserError(f"There is no fault named {name!r}: there are {', '.join(known)}.")
    return tuple(fault for fault in FAULTS if fault.name in asked)


def split(names: str) -> Sequence[str]:
    """Return the words of a list with commas."""
    return [name.strip() for name in names.split(",") if name.strip()]
