"""crossover.json: its types, reading and writing.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from pydantic import FiniteFloat, TypeAdapter, ValidationError

from bench.errors import UserError
from bench.results import Stack, Trial

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


_CROSSOVERS: Final = TypeAdapter(Crossovers)


def write(document: Crossovers, path: Path) -> None:
    """Write crossover.json at `path`, in one piece: a reader never meets half a file."""
    partial = path.with_name(f".{path.name}.partial")
    text = json.dumps(asdict(document), indent=1, allow_nan=False, ensure_ascii=False)
    partial.write_text(text + "\n", encoding="utf-8")
    partial.replace(path)


def read(path: Path) -> Crossovers:
    """Read `path`, a crossover.json or a folder that holds one; `UserError` when there is none."""
    file = path / "crossover.json" if path.is_dir() else path
    try:
        return _CROSSOVERS.validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise UserError(f"cannot read {file}: give a crossover.json or its folder.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(f"{file} is no whole crossover.json: {where}: {first['msg']}.") from None
