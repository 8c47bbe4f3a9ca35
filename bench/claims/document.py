"""claims.json: its types, and reading it.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import FiniteFloat, TypeAdapter

from bench.claims.claim import Metric
from bench.claims.verdict import Outcome, Verdict
from bench.studies import files

SCHEMA_VERSION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one cell of a group measured in one round; figures of a round are to be paired."""

    group: str
    cell: str
    round: int
    metrics: Mapping[Metric, FiniteFloat]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A trial that does not count, and why."""

    group: str
    cell: str
    round: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One experiment and what came of it.

    `ratio` of `more` to `less`, or `difference_ms` between them, with the interval of whichever
    there is; all are None where it was not measured.
    """

    group: str
    more: str
    less: str
    metric: Metric
    more_mean: FiniteFloat | None = None
    less_mean: FiniteFloat | None = None
    ratio: FiniteFloat | None = None
    difference_ms: FiniteFloat | None = None
    ci_low: FiniteFloat | None = None
    ci_high: FiniteFloat | None = None
    rounds: int = 0
    outcome: Outcome = "open"
    finding: str = "not measured"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim and its verdict; `claimed` is None where the source names no figure."""

    claim: str
    claimed: FiniteFloat | None
    as_made: Tried
    as_it_should: Tried
    verdict: Verdict
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One run: what ran where, every figure, and the verdicts that follow from them."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    thrown_out: tuple[Lost, ...] = ()
    claims: tuple[Judged, ...] = ()


_DOCUMENT: Final = TypeAdapter(Document)


def read(path: Path) -> Document:
    """Read `path`, a claims.json or a folder that holds one; `UserError` when there is none."""
    return files.read(_DOCUMENT, path, "claims.json")
