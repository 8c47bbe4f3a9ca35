"""What a study was asked for, and whether it can be done."""

import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.comparison.request import hide_url, listed
from bench.dataset import Dataset
from bench.errors import UserError
from bench.layers.operations import CHOICES, LAYERS, OPERATIONS, Operation
from bench.layers.subjects import Subject, contenders, served_by
from bench.stacks import get_stack

BLOCK_S = 0.03
"""About how long a block takes. Short, so that what the machine does meanwhile hits all alike."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench layers`, as they were typed."""

    operations: str
    styles: str
    stacks: str
    budget: float
    precision: float
    seed: int | None
    scale: float
    database_url: str | None
    out: Path


@dataclass(frozen=True, kw_only=True)
class Config:
    """One study: contenders at operations, in rounds, until precise enough or out of time."""

    operations: tuple[Operation, ...]
    contenders: tuple[Subject, ...]
    layers: bool
    budget_s: float
    precision: float
    seed: int
    scale: float = 1.0
    block_s: float = BLOCK_S
    database_url: str | None = None
    command: str = ""

    def published(self) -> dict[str, Any]:
        """Return what `layers.json` says of the configuration; no URL, which holds a password."""
        return {
            "operations": [operation.name for operation in self.operations],
            "contenders": [subject.name for subject in self.contenders],
            "layers": self.layers,
            "budget_s": self.budget_s,
            "precision": self.precision,
            "block_s": self.block_s,
            "seed": self.seed,
            "scale": self.scale,
            "database": "named by URL" if self.database_url else "embedded",
            "command": self.command,
        }


def configuration(request: Request) -> Config:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    chosen = listed(request.operations, "operation")
    for name in chosen:
        if name not in CHOICES:
            raise UserError(
                f"There is no operation named {name!r}: there are {', '.join(CHOICES)}."
            )
    return Config(
        operations=tuple(OPERATIONS[name] for name in dict.fromkeys(chosen) if name != LAYERS),
        contenders=tuple(chosen_contenders(request.styles, request.stacks)),
        layers=LAYERS in chosen,
        budget_s=request.budget,
        precision=request.precision,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        database_url=request.database_url,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
    )


def chosen_contenders(styles: str, stacks: str) -> Iterable[Subject]:
    """Return those of the contenders that styles and stacks name; all where neither is given."""
    found = contenders()
    if styles:
        known = sorted({subject.style for subject in found})
        wanted = listed(styles, "style")
        for style in wanted:
            if style not in known:
                raise UserError(f"There is no style named {style!r}: there are {', '.join(known)}.")
        found = [subject for subject in found if subject.style in wanted]
    if stacks:
        behind = {served_by(get_stack(name)) for name in listed(stacks, "stack")}
        found = [subject for subject in found if subject in behind]
    if not found:
        raise UserError("No driver goes with these styles and stacks: name fewer of them.")
    return found
