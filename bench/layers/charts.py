"""The plots of a study, as Vega-Lite specifications by Altair."""

from typing import Any, Final

import altair as alt

from bench.layers.analysis import estimate, of, ranked
from bench.layers.chains import KINDS, Chain
from bench.layers.document import Contender, Layers, Metric
from bench.report.charts.marks import SERIES, SHAPES, STEP, WIDTH, values

ROW: Final = 26
"""Height of a row, in pixels: there are more rows than in a plot of stacks."""


def stacked(found: list[Chain]) -> alt.TopLevelMixin:
    """Plot each chain as a bar of its pieces."""
    present = {piece.kind for chain in found for piece in chain.pieces}
    kinds = [kind for kind in KINDS if kind in present]
    data = [
        {
            "chain": chain.contender.name,
            "piece": piece.kind,
            "order": KINDS.index(piece.kind),
            "us": max(piece.cost.us, 0.0),
        }
        for chain in found
        for piece in chain.pieces
    ]
    colours = [SERIES[KINDS.index(kind)] for kind in kinds]
    chart: alt.TopLevelMixin = (
        alt.Chart(values(data))
        .mark_bar(height={"band": 0.7})
        .encode(
            x=alt.X("us:Q", title="CPU of one row (µs)", stack="zero", axis=alt.Axis(tickCount=6)),
            y=alt.Y("chain:N", title=None, sort=[chain.contender.name for chain in found]),
            color=alt.Color(
                "piece:N", title=None, sort=kinds, scale=alt.Scale(domain=kinds, range=colours)
            ),
            order="order:Q",
        )
        .properties(width=WIDTH, height=ROW * len(found))
    )
    return chart


def dots(document: Layers, operation: str) -> alt.TopLevelMixin:
    """Plot every contender with intervals on a log axis: CPU is filled, wall time hollow."""
    rows = [one for one, _ in ranked(document, operation)]
    data = [point for one in rows for point in points(document, operation, one)]
    low, high = min(p["low"] for p in data) * 0.9, max(p["high"] for p in data) * 1.1
    scale = alt.Scale(type="log", domain=[low, high], nice=False)
    axis = alt.Axis(values=ticks(low, high), format="~s" if high >= 10_000 else "~g")
    y = alt.Y("contender:N", title=None, sort=[one.name for one in rows])
    styles = sorted({one.style for one in document.contenders})
    colours, shapes = (alt.Scale(domain=styles, range=looks) for looks in (SERIES, SHAPES))
    colour = alt.Color("style:N", title=None, scale=colours)
    shape = alt.Shape("style:N", title=None, scale=shapes)
    title = "µs a call: filled CPU, hollow wall time"
    x = alt.X("us:Q", title=title, scale=scale, axis=axis)
    low_x = alt.X("low:Q", title=title, scale=scale, axis=axis)
    layers: list[alt.Chart] = []
    for metric, filled, offset in (("cpu_us", True, -5), ("wall_us", False, 5)):
        base = alt.Chart(values([point for point in data if point["metric"] == metric]))
        span = base.mark_rule(strokeWidth=2.5, strokeCap="round", yOffset=offset)
        point = base.mark_point(size=70, filled=filled, opacity=1, yOffset=offset)
        layers.append(span.encode(x=low_x, x2="high:Q", y=y, color=colour))
        layers.append(point.encode(x=x, y=y, color=colour, shape=shape))
    return alt.layer(*layers).properties(width=WIDTH, height=max(ROW * len(rows), STEP))


def points(document: Layers, operation: str, one: Contender) -> list[dict[str, Any]]:
    """Return a contender's figures at an operation."""
    blocks = of(document.blocks, operation, one.name)
    found = []
    metrics: tuple[Metric, ...] = ("cpu_us", "wall_us")
    for metric in metrics:
        if known := estimate(blocks, metric):
            low, high = known.interval or (known.value, known.value)
            common = {"contender": one.name, "style": one.style, "metric": metric}
            found.append({**common, "us": known.value, "low": low, "high": high})
    return found


def ticks(low: float, high: float) -> list[float]:
    """Return round figures between two others."""
    steps = [digit * 10.0**power for power in range(-1, 7) for digit in (1, 2, 5)]
    return [step for step in steps if low <= step <= high]
