"""layers.json: its types, reading and writing.

Other programs read this file, so its keys are a contract; whoever changes one raises
`SCHEMA_VERSION`. Keys may be added without that.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import FiniteFloat, TypeAdapter

from bench.studies import files

SCHEMA_VERSION: Final = 1

Metric = Literal["cpu_us", "wall_us", "db_cpu_us"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some calls in a row by one process; microseconds a call.

    `group` is an operation with all its contenders, or a driver's layers (`layers: psycopg sync`),
    or `served`; blocks of one group and round are neighbours in time. `call` is what was called.
    Of a served stack only its CPU is known: the client's part is in the wall time.
    """

    group: str
    subject: str
    call: str
    round: int
    calls: int
    cpu_us: FiniteFloat
    wall_us: FiniteFloat | None = None
    db_cpu_us: FiniteFloat | None = None
    """CPU of the database's processes behind it; None where they cannot be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A driver in a world (`sync` or `aio`), through a style."""

    name: str
    driver: str
    world: Literal["sync", "aio"]
    style: str

    @property
    def place(self) -> str:
        """Its driver and world, as the layers' groups name them."""
        return self.name.removesuffix(f" {self.style}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """One study: what ran where, and every block. All else follows from these."""

    schema_version: int = SCHEMA_VERSION
    environment: Mapping[str, Any] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    contenders: tuple[Contender, ...] = ()
    served: Mapping[str, str] = field(default_factory=dict)
    """Which stack's framework and server stand for a driver and world, where they were served."""
    blocks: tuple[Block, ...] = ()


_LAYERS: Final = TypeAdapter(Layers)


def read(path: Path) -> Layers:
    """Read `path`, a layers.json or a folder that holds one; `UserError` when there is none."""
    return files.read(_LAYERS, path, "layers.json")
