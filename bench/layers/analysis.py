"""From blocks to figures: estimates, ratios to `raw`, and the pieces that layers are made of.

The unit is a block. Ratios and differences are paired within rounds, for blocks of one round
share what the machine did meanwhile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt
from statistics import fmean, stdev

from scipy.special import stdtrit

from bench.layers.document import Block, Contender, Layers, Metric
from bench.stats import MINIMUM_ROUNDS, Effect, Estimate, Ratio, family, geometric_mean, paired

BASELINE = "raw"
"""The style that others are held against, on the same driver in the same world."""


def figures(blocks: Iterable[Block], metric: Metric) -> dict[int, float]:
    """Return a metric of one cell by round, where it was measured and is above 0."""
    found = ((block.round, getattr(block, metric)) for block in blocks)
    return {number: figure for number, figure in found if figure is not None and figure > 0}


def of(blocks: Iterable[Block], group: str, subject: str, call: str | None = None) -> list[Block]:
    """Return the blocks of one cell; an operation's group has one call."""
    return [
        block
        for block in blocks
        if (block.group, block.subject) == (group, subject) and call in (None, block.call)
    ]


def estimate(blocks: Iterable[Block], metric: Metric) -> Estimate | None:
    """Return the geometric mean of one cell with its interval."""
    return geometric_mean(list(figures(blocks, metric).values()))


def half_width(found: Estimate) -> float:
    """Return half the interval as a relative figure; infinite where there is none."""
    if found.interval is None:
        return inf
    low, high = found.interval
    return sqrt(high / low) - 1


def widest(blocks: Sequence[Block]) -> float:
    """Return the half width of a group's widest interval, of CPU or of wall time.

    Infinite before there are enough rounds.
    """
    return max(cell_widths(blocks), default=inf)


def cell_widths(blocks: Sequence[Block]) -> list[float]:
    """Return the half width of each interval; infinite before there are enough rounds."""
    cells: dict[tuple[str, str, str], list[Block]] = {}
    for block in blocks:
        cells.setdefault((block.group, block.subject, block.call), []).append(block)
    metrics: tuple[Metric, ...] = ("cpu_us", "wall_us")
    return [
        half_width(found) if found.trials >= MINIMUM_ROUNDS else inf
        for cell in cells.values()
        for metric in metrics
        if (found := estimate(cell, metric))
    ]


def ratios(document: Layers, operation: str, metric: Metric) -> dict[str, Ratio]:
    """Return each contender's ratio to `raw` on its driver, over the rounds that both have.

    The ratios of one operation and metric are judged together, by Holm's procedure.
    """
    raw = {one.place: one for one in document.contenders if one.style == BASELINE}
    effects: dict[str, Effect] = {}
    for one in document.contenders:
        base = raw.get(one.place)
        if base is None or base is one:
            continue
        mine = figures(of(document.blocks, operation, one.name), metric)
        theirs = figures(of(document.blocks, operation, base.name), metric)
        common = sorted(mine.keys() & theirs.keys())
        if len(common) >= 2:
            effects[one.name] = paired([(mine[number], theirs[number]) for number in common])
    return dict(zip(effects, family(list(effects.values())), strict=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """What one call costs more than another, in microseconds, with its 95 % interval."""

    us: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out 0."""
        return self.low > 0 or self.high < 0


def difference(
    more: Iterable[Block], less: Iterable[Block], metric: Metric = "cpu_us"
) -> Difference | None:
    """Return the mean difference over common rounds; None for fewer than two."""
    return mean_of(gaps(figures(more, metric), figures(less, metric)))


def gaps(more: Mapping[int, float], less: Mapping[int, float]) -> dict[int, float]:
    """Return the difference in each round that both have."""
    return {number: more[number] - less[number] for number in sorted(more.keys() & less.keys())}


def mean_of(differences: Mapping[int, float]) -> Difference | None:
    """Return the mean over rounds with Student's t interval; None for fewer than two rounds."""
    if len(differences) < 2:
        return None
    found = list(differences.values())
    mean = fmean(found)
    reach = float(stdtrit(len(found) - 1, 0.975)) * stdev(found) / sqrt(len(found))
    return Difference(mean, mean - reach, mean + reach)


def operations(document: Layers) -> list[str]:
    """Return the operations that were measured, in the order they were asked for."""
    measured = {block.group for block in document.blocks}
    return [name for name in document.config.get("operations", ()) if name in measured]


def ranked(document: Layers, operation: str) -> list[tuple[Contender, Estimate]]:
    """Return the contenders at an operation with their CPU a call, the cheapest first."""
    found = [
        (one, cpu)
        for one in document.contenders
        if (cpu := estimate(of(document.blocks, operation, one.name), "cpu_us"))
    ]
    return sorted(found, key=lambda pair: pair[1].value)
