"""What a study says, as a person would say it; drivers and styles stand in `backticks`."""

from collections.abc import Iterator
from math import isinf

from bench.layers.analysis import (
    Difference,
    cell_widths,
    estimate,
    figures,
    gaps,
    mean_of,
    of,
    widest,
)
from bench.layers.chains import Chain
from bench.layers.document import Block, Layers
from bench.numbers import figure, percent


def lead(found: list[Chain]) -> str:
    """Say how far it is from the floor to the top, for the dearest chain."""
    if not found:
        return "What each operation costs by itself, without HTTP."
    most = max(found, key=lambda chain: chain.total_us)
    floor = most.pieces[0]
    return (
        f"One row by its key costs `{most.contender.name}` {figure(most.total_us)} µs of CPU, "
        f"the bare round trip {figure(floor.cost.us)} µs of them."
    )


def bridge(document: Layers) -> list[str]:
    """Say what SQLAlchemy's way between the two worlds costs, by itself and in a statement."""
    said = [
        *_by_itself(document),
        *(_in_a_statement(document, place) for place in _async(document)),
    ]
    worlds = {one.world: one.place for one in document.contenders if one.driver == "psycopg"}
    if len(worlds) == 2:
        here, there = (_core_gaps(document, worlds[world]) for world in ("aio", "sync"))
        if more := mean_of(gaps(here, there)):
            said.append(
                "On `psycopg`, which lives in both worlds, Core adds to the asynchronous driver "
                f"{_us(more)} more than to the synchronous one{_unclear(more)}."
            )
    return said


def _by_itself(document: Layers) -> Iterator[str]:
    for place in _async(document):
        idle = estimate(_layer(document, place, "greenlet"), "cpu_us")
        once = estimate(_layer(document, place, "greenlet_await"), "cpu_us")
        if idle and once:
            yield (
                f"The bridge by itself: a greenlet that does nothing costs {figure(idle.value)} µs "
                f"of CPU, and one that waits once {figure(once.value)} µs."
            )
            return


def _in_a_statement(document: Layers, place: str) -> str:
    native = estimate(_layer(document, place, "driver"), "cpu_us")
    step = mean_of(_core_gaps(document, place))
    if native is None or step is None:
        return f"On `{place}` the layers were measured too seldom to compare."
    return (
        f"`{place}` reads the row in {figure(native.value)} µs natively; through Core's "
        f"`execute`, bridge and all, it takes {_us(step)} more."
    )


def _core_gaps(document: Layers, place: str) -> dict[int, float]:
    core, driver = (figures(_layer(document, place, call), "cpu_us") for call in ("core", "driver"))
    return gaps(core, driver)


def _layer(document: Layers, place: str, call: str) -> list[Block]:
    return of(document.blocks, f"layers: {place}", place, call)


def _async(document: Layers) -> list[str]:
    measured = {block.group for block in document.blocks}
    places = dict.fromkeys(one.place for one in document.contenders if one.world == "aio")
    return [place for place in places if f"layers: {place}" in measured]


def _us(cost: Difference) -> str:
    return f"{figure(cost.us)} µs ({figure(cost.low)} to {figure(cost.high)})"


def _unclear(cost: Difference) -> str:
    return "" if cost.clear else ", which lies inside its interval"


def checked(found: list[Chain]) -> list[str]:
    """Hold the sum of the pieces against the request that was really served."""
    return [
        f"`{chain.contender.name}`: the pieces add up to {figure(chain.total_us)} µs; the request "
        f"as it was served, one at a time, took {figure(chain.served_us)} µs."
        for chain in found
        if chain.served_us
    ]


def precision(document: Layers) -> str:
    """Say how many rounds there were, how many intervals are narrow, and how wide the widest is."""
    rounds: dict[str, set[int]] = {}
    for block in document.blocks:
        rounds.setdefault(block.group, set()).add(block.round)
    counts = sorted({len(numbers) for numbers in rounds.values()}) or [0]
    wanted = float(document.config.get("precision", 0))
    widths = cell_widths(document.blocks)
    narrow, most = sum(width <= wanted for width in widths), widest(document.blocks)
    return (
        f"{span(counts)} rounds of each group, "
        f"{len(document.blocks):,} blocks; {narrow} of {len(widths)} intervals of CPU and wall "
        f"time are within ±{percent(wanted)}"
        + ("." if isinf(most) else f", the widest within ±{percent(most)}.")
    )


def span(counts: list[int]) -> str:
    """Say from where to where they go, or the one that there is."""
    return f"{counts[0]}" if len(counts) == 1 else f"{counts[0]} to {counts[-1]}"
