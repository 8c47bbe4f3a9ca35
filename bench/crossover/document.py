"""crossover.json: its types, reading and writing.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import FiniteFloat, TypeAdapter

from bench.results import Stack, Trial
from bench.studies import files

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuredRound:
    """One round: the place on the axis, and a trial of each stack there."""

    place: FiniteFloat
    round: int
    trials: tuple[Trial, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundChange:
    """A change of the lead between two places; `value` is None where only the interval is known."""

    before: str
    after: str
    value: FiniteFloat | None
    ci_low: FiniteFloat
    ci_high: FiniteFloat


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossovers:
    """One search: what ran where, every round, and the changes that follow from them."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    stacks: tuple[Stack, ...] = ()
    changes: tuple[FoundChange, ...] = ()
    rounds: tuple[MeasuredRound, ...] = ()

    @property
    def trials(self) -> list[Trial]:
        """All trials."""
        return [trial for one in self.rounds for trial in one.trials]


_CROSSOVERS: Final = TypeAdapter(Crossovers)


def read(path: Path) -> Crossovers:
    """Read `path`, a crossover.json or a folder that holds one; `UserError` when there is none."""
    return files.read(_CROSSOVERS, path, "crossover.json")
