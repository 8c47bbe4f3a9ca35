"""price.json: its types and reading.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import FiniteFloat, TypeAdapter

from bench.price.units import Unit
from bench.results import Stack, Trial
from bench.studies import files

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedSize:
    """One trial of the open loop: so many processes, and connections in each."""

    workers: int
    connections: int
    trial: Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One trial of the closed loop with so many requests under way."""

    under_way: int
    trial: Trial


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """The least that holds the rate; figures are None where none is known.

    `exact` is whether the search came to its end, and every size below was told: else less may
    hold as well. `threads` are all
    that its processes have; None for stacks without.
    """

    stack: str
    state: Literal["held", "not held", "unknown"]
    exact: bool
    workers: int | None = None
    threads: int | None = None
    connections: int | None = None
    peak_rss_mib: FiniteFloat | None = None
    p95_ms: FiniteFloat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one more request under way takes of memory, with its 95 % interval."""

    stack: str
    unit: Unit
    mib: FiniteFloat
    ci_low: FiniteFloat
    ci_high: FiniteFloat
    trials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """One study: what ran where, every trial, and the needs and costs that follow from them."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    stacks: tuple[Stack, ...] = ()
    needs: tuple[Need, ...] = ()
    costs: tuple[Cost, ...] = ()
    sizes: tuple[TriedSize, ...] = ()
    levels: tuple[Level, ...] = ()

    @property
    def trials(self) -> list[Trial]:
        """All trials."""
        return [one.trial for one in self.levels] + [one.trial for one in self.sizes]


_PRICE: Final = TypeAdapter(Price)


def read(path: Path) -> Price:
    """Read `path`, a price.json or a folder that holds one; `UserError` when there is none."""
    return files.read(_PRICE, path, "price.json")
