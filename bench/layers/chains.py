"""Where the time of one row goes: a chain of layers, each holding the one before it, as pieces."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bench.layers.analysis import Difference, difference, estimate, of
from bench.layers.document import Block, Contender, Layers
from bench.layers.subjects import SERVED_STYLE

SOCKET, DRIVER, CORE, POOL, ORM, WIRE, JSON, HTTP = KINDS = (
    "bare socket",
    "driver",
    "SQLAlchemy Core",
    "pool",
    "ORM",
    "wire shape",
    "JSON",
    "framework and server",
)
"""The kinds of pieces, from the bottom of a chain up."""

DRIVERS_OWN: Final = (("socket", SOCKET), ("driver", DRIVER), ("driver_pool", POOL))
ALCHEMY: Final = (
    ("socket", SOCKET),
    ("driver", DRIVER),
    ("core", CORE),
    ("core_pool", POOL),
)
BENEATH: Final = {"orm": (*ALCHEMY, ("session", ORM)), "core": ALCHEMY}
"""What lies beneath a style's repository; any other style stands on the driver and its pool."""

TOP: Final = {"orm": WIRE, "core": WIRE, "raw": WIRE}
"""What the repository itself adds; that of any other style is an ORM's as well."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a chain: its kind, its CPU a call, and the layers it could not be parted from."""

    kind: str
    cost: Difference
    merged: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Its kind, and what is in it too."""
        return f"{self.kind} (with {' and '.join(self.merged)})" if self.merged else self.kind


@dataclass(frozen=True, slots=True)
class Chain:
    """One row by its key through one contender, from the bare socket to the answer's bytes."""

    contender: Contender
    pieces: tuple[Piece, ...]
    served_us: float | None = None
    """CPU of the whole request where the very same stack was served, to check the sum by."""

    @property
    def total_us(self) -> float:
        """The sum of the pieces."""
        return sum(piece.cost.us for piece in self.pieces)


def chains(alone: Layers, paired: Layers) -> list[Chain]:
    """Return a chain for each contender whose layers were measured, by driver and world.

    Differences are of `paired`, all other figures of `alone`: see `bench.layers.moods`.
    """
    found = [chain for one in alone.contenders if (chain := chain_of(alone, paired, one))]
    return sorted(found, key=lambda chain: (chain.contender.place, chain.total_us))


def chain_of(alone: Layers, paired: Layers, one: Contender) -> Chain | None:
    """Return the pieces of one contender; None where its layers were not measured."""
    group = f"layers: {one.place}"
    steps = [
        *BENEATH.get(one.style, DRIVERS_OWN),
        (f"repository {one.style}", TOP.get(one.style, ORM)),
    ]
    cells = [
        (kind, of(alone.blocks, group, one.place, call), of(paired.blocks, group, one.place, call))
        for call, kind in steps
    ]
    pieces = list(nested([cell for cell in cells if cell[1]]))
    if not pieces:
        return None
    pieces += by_itself(JSON, of(alone.blocks, group, one.place, "json"))
    pieces += by_itself(HTTP, of(alone.blocks, "served", one.place, "health"))
    request = estimate(of(alone.blocks, "served", one.place, "row"), "cpu_us")
    same = alone.served.get(one.place) is not None and one.style == SERVED_STYLE
    return Chain(one, tuple(pieces), request.value if request and same else None)


def nested(cells: Sequence[tuple[str, list[Block], list[Block]]]) -> Iterator[Piece]:
    """Yield what each layer adds to the one within it; a cell is a kind, `alone` and `paired`.

    A layer that costs no less than the one around it is not within it: that one takes a shorter
    way. The two are then one piece.
    """
    kept: list[tuple[tuple[str, ...], list[Block], list[Block]]] = []
    for kind, alone, paired in cells:
        kinds: tuple[str, ...] = (kind,)
        while kept and _mean(kept[-1][1]) >= _mean(alone):
            kinds = (*kept.pop()[0], *kinds)
        kept.append((kinds, alone, paired))
    beneath: list[Block] | None = None
    for kinds, alone, paired in kept:
        cost = difference(paired, beneath) if beneath else _whole(alone)
        if cost:
            yield Piece(kinds[0], cost, merged=kinds[1:])
        beneath = paired


def by_itself(kind: str, blocks: list[Block]) -> list[Piece]:
    """Return the piece that was measured by itself, if it was."""
    cost = _whole(blocks)
    return [Piece(kind, cost)] if cost else []


def _whole(blocks: list[Block]) -> Difference | None:
    found = estimate(blocks, "cpu_us")
    if found is None:
        return None
    low, high = found.interval or (0.0, found.value)
    return Difference(found.value, low, high)


def _mean(blocks: list[Block]) -> float:
    found = estimate(blocks, "cpu_us")
    return found.value if found else 0.0
