"""What a run of claims was asked for."""

import random
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.claims.catalogue import GROUPS, chosen
from bench.claims.claim import Claim
from bench.claims.group import Group
from bench.comparison.request import hide_url
from bench.dataset import Dataset


@dataclass(frozen=True, kw_only=True)
class Request:
    """The options of `bench claims`, as they were typed."""

    names: Collection[str]
    budget: float
    seed: int | None
    scale: float
    database_url: str | None
    out: Path


@dataclass(frozen=True, kw_only=True)
class Config:
    """One run: claims, and how long and how finely they are measured."""

    claims: tuple[Claim, ...]
    budget_s: float
    seed: int
    precision: float = 0.03
    least_rounds: int = 3
    warmup_s: float = 0.5
    window_s: float = 1.5
    scale: float = 1.0
    database_url: str | None = None
    command: str = ""

    @property
    def groups(self) -> list[Group]:
        """The groups that the claims need, in the order of the catalogue."""
        return [group for name, group in GROUPS.items() if self.cells_of(name)]

    def cells_of(self, group: str) -> set[str]:
        """Return the cells of a group that the claims need."""
        return {
            cell
            for claim in self.claims
            for experiment in claim.experiments
            if experiment.group == group
            for cell in (experiment.more, experiment.less)
        }

    def published(self) -> dict[str, Any]:
        """Return what `claims.json` says of the configuration; no URL, which holds a password."""
        return {
            "claims": [claim.name for claim in self.claims],
            "budget_s": self.budget_s,
            "precision": self.precision,
            "warmup_s": self.warmup_s,
            "window_s": self.window_s,
            "seed": self.seed,
            "scale": self.scale,
            "database": "named by URL" if self.database_url else "embedded",
            "command": self.command,
        }


def configuration(request: Request) -> Config:
    """Check what was asked; raise `UserError` for what cannot be done."""
    Dataset(request.scale)
    return Config(
        claims=chosen(request.names),
        budget_s=request.budget,
        seed=random.randrange(2**31) if request.seed is None else request.seed,  # noqa: S311
        scale=request.scale,
        database_url=request.database_url,
        command=" ".join(["bench", *hide_url(sys.argv[1:])]),
    )


def shares(groups: Iterable[Group], budget_s: float) -> dict[str, float]:
    """Return the seconds that each group may take, by their weights."""
    weights = {group.name: group.weight for group in groups}
    total = sum(weights.values())
    return {name: budget_s * weight / total for name, weight in weights.items()}
