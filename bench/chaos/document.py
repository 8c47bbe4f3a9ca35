"""chaos.json: its types, and reading it.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import FiniteFloat, TypeAdapter

from bench.chaos.ledger import Balance
from bench.results import Stack
from bench.studies import files

SCHEMA_VERSION: Final = 1

Verdict = Literal["held", "broken", "not tried"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What was seen of one fault on one stack.

    `errors` counts the writes without a good answer by status, `none` for no answer at all;
    `said` has what the first of each said. `first_good_s` is from the fault's end to the end of
    the first good answer to a write that began after it, `clean_s` to the last answer that was not
    good; None when it never came to that.
    """

    errors: Mapping[str, int]
    said: Mapping[str, str]
    without_retry_after: int
    """Answers 503 that lacked the header."""
    slowest_answer_s: FiniteFloat
    first_good_s: FiniteFloat | None
    clean_s: FiniteFloat | None
    balance: Balance
    usable_before: int
    usable_after: int
    """Database connections that could be in use at the same time."""
    connections: int
    busy_at_rest: int
    """Connections that were held at the end, and those of them that were not idle."""
    workers: int
    silent: int
    """Requests for `/health` afterwards that stayed unanswered."""
    complaints: tuple[str, ...] = ()
    figures: Mapping[str, FiniteFloat] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fault on one stack; `reasons` say why it is broken, or was not tried."""

    stack: str
    fault: str
    verdict: Verdict
    reasons: tuple[str, ...] = ()
    observation: Observation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFault:
    """A fault as it is shown."""

    name: str
    column: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chaos:
    """One study: what ran where, which faults, and what became of each."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    stacks: tuple[Stack, ...] = ()
    faults: tuple[NamedFault, ...] = ()
    rows: tuple[Row, ...] = ()

    def row(self, stack: str, fault: str) -> Row | None:
        """Return what became of a fault on a stack, if it has come to that."""
        return next((r for r in self.rows if (r.stack, r.fault) == (stack, fault)), None)

    @property
    def broken(self) -> list[Row]:
        """The rows that did not hold."""
        return [row for row in self.rows if row.verdict == "broken"]


_CHAOS: Final = TypeAdapter(Chaos)


def read(path: Path) -> Chaos:
    """Read `path`, a chaos.json or a folder that holds one; `UserError` when there is none."""
    return files.read(_CHAOS, path, "chaos.json")
