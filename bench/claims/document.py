"""claims.json: its types, reading and writing.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import FiniteFloat, TypeAdapter, ValidationError

from bench.claims.claim import Metric
from bench.claims.verdict import Outcome, Verdict
from bench.errors import UserError

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


def write(document: Document, path: Path) -> None:
    """Write claims.json at `path`, in one piece: a reader never meets half a file."""
    partial = path.with_name(f".{path.name}.partial")
    text = json.dumps(asdict(document), indent=1, allow_nan=False, ensure_ascii=False)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> Document:
    """Read `path`, a claims.json or a folder that holds one; `UserError` when there is none."""
    file = path / "claims.json" if path.is_dir() else path
    try:
        return _DOCUMENT.validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UserError(f"cannot read {file}: give a claims.json or its folder.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{file} is no whole claims.json: {where}: {first['msg']}.") from None
