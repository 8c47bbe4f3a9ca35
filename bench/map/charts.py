"""The map as a Vega-Lite specification by Altair.

Cells lie on whole numbers of both axes. Vega has no hatched fill, so hatching is lines of our own.
"""

from collections.abc import Sequence
from math import log2
from typing import Any

import altair as alt

from bench.map.analysis import Answer
from bench.map.grids import label
from bench.map.standing import Cell
from bench.report.charts.marks import GUTTER, SERIES, WIDTH, values

CELL_HEIGHT = 62
CELL_WIDTH = 104
STRIPES = 6
"""Lines of a hatched cell."""
FAINTEST, FULLEST = 0.16, 0.62
"""Of a leader's colour, from level to twice as good: ink stays readable on all of it."""


def heat(answer: Answer) -> alt.TopLevelMixin:
    """Draw the cells: the leader's colour, hatched without one, an empty frame where unknown."""
    x = alt.X("x:Q", title="latency added before the database (ms)", **_axis(answer.latencies))
    y = alt.Y("y:Q", title="users", **_axis(answer.users))
    colours = alt.Scale(domain=answer.names, range=SERIES[: len(answer.names)])
    spans: dict[str, Any] = {"x": x, "x2": "x2:Q", "y": y, "y2": "y2:Q"}
    return alt.layer(
        _frames(answer, "level", fill="var(--soft)", stroke="var(--rule)").encode(**spans),
        _frames(
            answer, "not measured", fill="none", stroke="var(--rule)", strokeDash=[3, 4]
        ).encode(**spans),
        alt.Chart(values(led(answer)))
        .mark_rect(stroke="var(--paper)", strokeWidth=2)
        .encode(
            **spans,
            fill=alt.Fill("leader:N", title=None, scale=colours),
            fillOpacity=alt.FillOpacity("strength:Q", scale=None, legend=None),
        ),
        alt.Chart(values(hatched(answer)))
        .mark_rule(stroke="var(--muted)", opacity=0.5)
        .encode(**spans),
        *_texts(answer, x, y),
    ).properties(width=WIDTH + GUTTER, height=CELL_HEIGHT * len(answer.users))


def led(answer: Answer) -> list[dict[str, Any]]:
    """Return the cells that have a leader, with the strength of its colour."""
    return [
        _box(cell) | {"leader": one.leader, "strength": strength(one.ratio or 1.0)}
        for cell, one in answer.cells.items()
        if one.state == "lead"
    ]


def strength(ratio: float) -> float:
    """Return the opacity that a lead is painted with; beyond twice as good it grows no more."""
    return FAINTEST + (FULLEST - FAINTEST) * min(log2(ratio), 1.0)


def hatched(answer: Answer) -> list[dict[str, Any]]:
    """Return the lines that hatch cells without a lead, cut off at their edges."""
    return [
        line
        for cell, one in answer.cells.items()
        if one.state == "level"
        for line in _stripes(cell)
    ]


def _stripes(cell: Cell) -> list[dict[str, Any]]:
    found = []
    for number in range(1, 2 * STRIPES):
        reach = number / STRIPES  # the line x + y = reach, within the unit square
        low, high = max(0.0, reach - 1), min(1.0, reach)
        found.append(
            {
                "column": cell[0],
                "row": cell[1],
                "x": cell[0] + low,
                "y": cell[1] + high,
                "x2": cell[0] + high,
                "y2": cell[1] + low,
            }
        )
    return found


def _box(cell: Cell) -> dict[str, Any]:
    return {"x": cell[0], "x2": cell[0] + 1, "y": cell[1], "y2": cell[1] + 1}


def _frames(answer: Answer, state: str, **look: Any) -> alt.Chart:
    boxes = [_box(cell) for cell, one in answer.cells.items() if one.state == state]
    chart: alt.Chart = alt.Chart(values(boxes)).mark_rect(**look)
    return chart


def _texts(answer: Answer, x: alt.X, y: alt.Y) -> list[alt.Chart]:
    """Return two lines of text for each cell; those over hatching have a halo."""
    texts = [
        {"x": cell[0] + 0.5, "y": cell[1] + 0.5, "state": one.state}
        | dict(zip(("first", "second"), label(answer, one), strict=True))
        for cell, one in answer.cells.items()
    ]
    known = alt.Chart(values([text for text in texts if text["state"] == "lead"]))
    level = alt.Chart(values([text for text in texts if text["state"] == "level"]))
    empty = alt.Chart(values([text for text in texts if text["state"] == "not measured"]))
    halo: dict[str, Any] = {"stroke": "var(--soft)", "strokeWidth": 5, "strokeJoin": "round"}
    faint: dict[str, Any] = {"fill": "var(--muted)", "fontSize": 11}
    return [
        known.mark_text(fill="var(--ink)", fontSize=14, fontWeight="bold", dy=-8).encode(
            x=x, y=y, text="first:N"
        ),
        known.mark_text(fill="var(--ink)", fontSize=11, dy=9, limit=CELL_WIDTH).encode(
            x=x, y=y, text="second:N"
        ),
        *(
            level.mark_text(fontSize=size, dy=dy, **look).encode(x=x, y=y, text=f"{line}:N")
            for line, size, dy in (("first", 13, -8), ("second", 11, 9))
            for look in (halo, {"fill": "var(--ink)"})
        ),
        empty.mark_text(**faint, dy=-7).encode(x=x, y=y, text="first:N"),
        empty.mark_text(**faint, dy=7).encode(x=x, y=y, text="second:N"),
    ]


def _axis(places: Sequence[float]) -> dict[str, Any]:
    """Return scale and axis of whole numbers, whose labels stand in the middle of the cells."""
    written = ", ".join(f"'{place:,g}'" for place in places)
    return {
        "scale": alt.Scale(domain=[0, len(places)], nice=False, zero=False),
        "axis": alt.Axis(
            values=[place + 0.5 for place in range(len(places))],
            labelExpr=f"[{written}][floor(datum.value)]",
            grid=False,
            ticks=False,
            domain=False,
        ),
    }
