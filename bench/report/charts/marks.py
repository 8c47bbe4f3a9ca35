"""What the plots share: sizes, colours, axes and how a stack is named.

Colours are CSS variables, so that the page's light, dark and print styles govern the plots too.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final

import altair as alt

from bench.numbers import is_known
from bench.report.sections import Row

WIDTH: Final = 600
GUTTER: Final = 150
"""What the names of stacks take beside a plot of rows; plots of lines are wider by it."""
STEP: Final = 34
"""Height of a stack's row, in pixels."""
SERIES: Final = [f"var(--series-{number})" for number in range(1, 9)]
SHAPES: Final = ["circle", "square", "triangle-up", "diamond", "cross", "triangle-down"]


def lines(
    data: Sequence[dict[str, Any]], rows: Sequence[Row], *, x: alt.X, y: alt.Y
) -> alt.TopLevelMixin:
    """Draw a line with marks for each stack, told apart by colour and by shape."""
    names = [label(row) for row in rows]
    places = [sorted(names).index(name) for name in names]  # the same look in every plot
    colours = [SERIES[place % len(SERIES)] for place in places]
    shapes = [SHAPES[place % len(SHAPES)] for place in places]
    colour = alt.Color("stack:N", title=None, scale=alt.Scale(domain=names, range=colours))
    shape = alt.Shape("stack:N", title=None, scale=alt.Scale(domain=names, range=shapes))
    base = alt.Chart(values(data))
    return alt.layer(
        base.mark_line(strokeWidth=2).encode(x=x, y=y, color=colour),
        base.mark_point(size=60, filled=True, opacity=1).encode(
            x=x, y=y, color=colour, shape=shape
        ),
    ).properties(width=WIDTH + GUTTER, height=300)


def log_latency(title: str, figures: Iterable[float], field: str = "latency:Q") -> alt.Y:
    """Return a log axis in milliseconds with round ticks that cover the figures."""
    known = list(figures)
    low, high = min(known, default=1.0) * 0.8, max(known, default=10.0) * 1.25
    ticks = [
        digit * 10.0**power
        for power in range(-3, 6)
        for digit in (1, 2, 5)
        if low <= digit * 10.0**power <= high
    ]
    return alt.Y(
        field,
        title=title,
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(values=ticks, format="~g"),
    )


def label(row: Row) -> str:
    """Name a stack in a plot; a warning sign stands with those that are wrong on purpose."""
    return f"{row.stack.name} ⚠" if row.stack.warning else row.stack.name


def stack_axis(rows: Iterable[Row]) -> alt.Y:
    """Return the vertical axis of stacks, in the order of the rows."""
    return alt.Y("stack:N", title=None, sort=[label(row) for row in rows])


def drawn(value: float, low: float, high: float | None) -> tuple[float, float]:
    """Return the ends of an interval's bar; without length where the interval is not known."""
    if high is None or not is_known(value, low, high):
        return value, value
    return low, high


def values(data: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return rows as inline data."""
    return {"values": list(data)}
