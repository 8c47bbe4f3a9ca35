"""The curve of a search, as a Vega-Lite specification by Altair."""

from typing import Any

import altair as alt

from bench.crossover.analysis import Answer
from bench.metrics import METRICS
from bench.report.charts.marks import GUTTER, SERIES, SHAPES, WIDTH, drawn, values


def curve(answer: Answer) -> alt.TopLevelMixin:
    """Plot each stack's ratio to the first one over the axis, with the places of change."""
    names = answer.names[1:]
    data = [
        {
            "place": one.place,
            "stack": name,
            "ratio": ratio.ratio,
            "low": ends[0],
            "high": ends[1],
        }
        for one in answer.places
        for name, ratio in one.ratios.items()
        for ends in [drawn(ratio.ratio, ratio.ci_low, ratio.ci_high)]
    ]
    low = min([point["low"] for point in data] + [0.9]) * 0.97  # type: ignore[type-var, operator]
    high = max([point["high"] for point in data] + [1.1]) * 1.03  # type: ignore[type-var, operator]
    x_scale = alt.Scale(type="log", domain=[answer.plan.low, answer.plan.high], nice=False)
    y_scale = alt.Scale(type="log", domain=[low, high], nice=False)
    title = f"{METRICS[answer.metric].label}, times that of {answer.first}"
    ticks = [tick for tick in TICKS if answer.plan.low <= tick <= answer.plan.high]
    x = alt.X(
        "place:Q",
        title=f"{answer.axis.label} ({answer.axis.unit})",
        scale=x_scale,
        axis=alt.Axis(values=ticks, format="~g"),
    )
    y_axis = alt.Axis(values=[one for one in RATIOS if low <= one <= high], format="~g")
    colour = alt.Color(
        "stack:N", title=None, scale=alt.Scale(domain=names, range=SERIES[: len(names)])
    )
    shape = alt.Shape("stack:N", title=None, scale=alt.Scale(domain=names, range=SHAPES))
    base = alt.Chart(values(data))
    low_y = alt.Y("low:Q", title=title, scale=y_scale, axis=y_axis)
    y = alt.Y("ratio:Q", title=title, scale=y_scale, axis=y_axis)
    level = alt.Chart(values([{"ratio": 1.0}])).mark_rule(stroke="var(--muted)", strokeDash=[4, 3])
    return alt.layer(
        *_changes(answer, x_scale),
        level.encode(y=y),
        base.mark_rule(strokeWidth=2).encode(x=x, y=low_y, y2="high:Q", color=colour),
        base.mark_line(strokeWidth=1, opacity=0.6).encode(x=x, y=y, color=colour),
        base.mark_point(size=60, filled=True, opacity=1).encode(
            x=x, y=y, color=colour, shape=shape
        ),
    ).properties(width=WIDTH + GUTTER, height=320)


RATIOS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.5]
RATIOS += [2, 3, 4, 5, 7, 10, 20, 50, 100]
TICKS = [digit * 10.0**power for power in range(-2, 5) for digit in (1, 2, 5)]


def _changes(answer: Answer, scale: alt.Scale) -> list[alt.Chart]:
    """Return a band for the interval of each change, and a rule where it is put."""
    marks: list[alt.Chart] = []
    for one in answer.changes:
        band: dict[str, Any] = {"low": one.crossing.low, "high": one.crossing.high}
        marks.append(
            alt.Chart(values([band]))
            .mark_rect(fill="var(--grid)")
            .encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
        )
        if one.crossing.value is not None:
            marks.append(
                alt.Chart(values([{"low": one.crossing.value}]))
                .mark_rule(stroke="var(--ink)", strokeWidth=1.5)
                .encode(x=alt.X("low:Q", scale=scale))
            )
    return marks
