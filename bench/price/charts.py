"""The plots of a price, as Vega-Lite specifications by Altair."""

from typing import Any

import altair as alt

from bench.price.analysis import Answer
from bench.price.search import Size
from bench.report.charts.marks import GUTTER, SERIES, SHAPES, WIDTH, values

MEMORY = "peak memory (MiB)"
EDGE = 1.3
"""A factor of room beyond the last mark."""


def sizes(answer: Answer) -> alt.TopLevelMixin:
    """Plot memory over connections: filled marks held the rate, hollow ones did not."""
    data = tried(answer)
    most = max((point["connections"] for point in data), default=8)
    x = alt.X(
        "connections:Q",
        title="connections of all processes",
        scale=alt.Scale(type="log", domain=[1 / EDGE, most * EDGE], nice=False),
        axis=alt.Axis(values=[2**power for power in range(12) if 2**power <= most], format="~g"),
    )
    y = alt.Y("memory:Q", title=MEMORY, scale=alt.Scale(zero=False, padding=12))
    colours, shapes = _scales(answer)
    return alt.layer(
        alt.Chart(values(rings(answer)))
        .mark_point(size=420, stroke="var(--ink)", strokeWidth=1.5, shape="circle")
        .encode(x=x, y=y),
        alt.Chart(values(data))
        .mark_point(size=80, opacity=1, strokeWidth=2)
        .encode(
            x=x,
            y=y,
            color=alt.Color("stack:N", title=None, scale=colours),
            shape=alt.Shape("stack:N", title=None, scale=shapes),
            fill=alt.Fill("stack:N", title=None, scale=colours),
            fillOpacity=alt.FillOpacity("filled:Q", scale=None, legend=None),
        ),
    ).properties(width=WIDTH + GUTTER, height=300)


def tried(answer: Answer) -> list[dict[str, Any]]:
    """Return a mark for each trial that tells something of its stack."""
    return [
        {
            "stack": one.trial.stack,
            "connections": Size(one.workers, one.connections).total,
            "memory": one.trial.peak_rss_mib,
            "filled": float(said),
        }
        for one in answer.document.sizes
        if (said := answer.held(one.trial)) is not None
    ]


def rings(answer: Answer) -> list[dict[str, Any]]:
    """Return a ring for the least of each stack."""
    return [
        {"connections": one.connections, "memory": one.peak_rss_mib}
        for one in answer.needs.values()
        if one.state == "held"
    ]


def levels(answer: Answer) -> alt.TopLevelMixin:
    """Plot memory over the requests under way, with the line of each stack."""
    data: list[dict[str, Any]] = [
        {"stack": one.trial.stack, "under_way": one.under_way, "memory": one.trial.peak_rss_mib}
        for one in answer.document.levels
        if one.trial.valid
    ]
    most = max((point["under_way"] for point in data), default=1)
    lines = [
        {"stack": name, "under_way": place, "memory": line.intercept + line.value * place}
        for name, line in answer.lines.items()
        for place in (0, most)
    ]
    x = alt.X("under_way:Q", title="requests under way", axis=alt.Axis(format="~g", tickCount=8))
    y = alt.Y("memory:Q", title=MEMORY, scale=alt.Scale(zero=False, padding=12))
    colours, shapes = _scales(answer)
    colour = alt.Color("stack:N", title=None, scale=colours)
    return alt.layer(
        alt.Chart(values(lines)).mark_line(strokeWidth=2).encode(x=x, y=y, color=colour),
        alt.Chart(values(data))
        .mark_point(size=60, filled=True, opacity=0.8)
        .encode(x=x, y=y, color=colour, shape=alt.Shape("stack:N", title=None, scale=shapes)),
    ).properties(width=WIDTH + GUTTER, height=300)


def _scales(answer: Answer) -> tuple[alt.Scale, alt.Scale]:
    """Return the colours and the shapes of the stacks."""
    names = list(answer.units)
    colours = [SERIES[place % len(SERIES)] for place in range(len(names))]
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(names))]
    return alt.Scale(domain=names, range=colours), alt.Scale(domain=names, range=shapes)
