"""map.json: its types and reading.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import FiniteFloat, TypeAdapter

from bench.results import Stack, Trial
from bench.studies import files

SCHEMA_VERSION: Final = 1

State = Literal["lead", "level", "not measured"]

NEARLY: Final = 1.1
"""Figures that are known to differ by no more than this are called level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRound:
    """One round: where, and a trial of each stack there."""

    db_latency_ms: FiniteFloat
    users: int
    round: int
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapCell:
    """What is said of a cell; its state is `level` exactly where the interval lies across 1.

    `ratio` is how many times better `leader` is than `rival`, the one that it is hardest to
    tell from. Not measured are also cells whose trials were thrown out.
    """

    db_latency_ms: FiniteFloat
    users: int
    state: State
    rounds: int
    leader: str | None = None
    rival: str | None = None
    ratio: FiniteFloat | None = None
    ci_low: FiniteFloat | None = None
    ci_high: FiniteFloat | None = None

    @property
    def unclear(self) -> bool:
        """Whether no difference was detected, and a large one is not ruled out either."""
        narrow = (self.ci_low or 0.0) >= 1 / NEARLY and (self.ci_high or 0.0) <= NEARLY
        return self.state == "level" and not narrow


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """One map: what ran where, every round, and the cells that follow from them."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    stacks: tuple[Stack, ...] = ()
    cells: tuple[MapCell, ...] = ()
    rounds: tuple[MeasuredRound, ...] = ()

    @property
    def trials(self) -> list[Trial]:
        """All trials."""
        return [trial for one in self.rounds for trial in one.trials]


_MAP: Final = TypeAdapter(Map)


def read(path: Path) -> Map:
    """Read `path`, a map.json or a folder that holds one; `UserError` when there is none."""
    return files.read(_MAP, path, "map.json")
