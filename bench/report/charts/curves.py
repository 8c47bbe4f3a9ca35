"""The plots with one line for each stack: latency by percentile, and a sweep's curves."""

from typing import Any, Final

import altair as alt

from bench.report.charts.marks import label, lines, log_latency
from bench.report.sections import Percentile, Row, Section
from bench.report.sweeps import Sweep, load
from bench.results import Metric

PERCENTILES: Final[dict[Percentile, tuple[str, int]]] = {
    "p50": ("50 %", 2),
    "p90": ("90 %", 10),
    "p95": ("95 %", 20),
    "p99": ("99 %", 100),
    "p999": ("99.9 %", 1_000),
}
"""Label of a percentile, and its place on a log axis: it speaks of one request in so many."""


def percentiles(section: Section) -> alt.TopLevelMixin:
    """Plot latency from the median to one request in a thousand, both axes logarithmic."""
    data: list[dict[str, Any]] = [
        {"stack": label(row), "one_in": one_in, "latency": latency}
        for row in section.measured
        for percentile, (_, one_in) in PERCENTILES.items()
        if (latency := row.latency(percentile))
    ]
    places = {one_in: text for text, one_in in PERCENTILES.values()}
    shown = " : ".join(f"datum.value == {place} ? '{text}'" for place, text in places.items())
    return lines(
        data,
        section.measured,
        x=alt.X(
            "one_in:Q",
            title="share of requests answered at least this fast",
            scale=alt.Scale(type="log", domain=[2, 1_000], nice=False),
            axis=alt.Axis(values=list(places), labelExpr=f"{shown} : ''"),
        ),
        y=log_latency("latency (ms)", [point["latency"] for point in data]),
    )


def saturation(sweep: Sweep) -> alt.TopLevelMixin:
    """Plot throughput against users, on an axis that doubles."""
    rows = swept_rows(sweep)
    users = [load(section) for section in sweep.sections]
    return lines(
        swept(sweep, "throughput_rps"),
        rows,
        x=alt.X(
            "load:Q",
            title="users (closed loop)",
            scale=alt.Scale(type="log", base=2, nice=False),
            axis=alt.Axis(values=users, format="d"),
        ),
        y=alt.Y("figure:Q", title="throughput (requests/s)"),
    )


def latency_load(sweep: Sweep) -> alt.TopLevelMixin:
    """Plot the 95th percentile against offered load, on a log axis."""
    data = swept(sweep, "latency_p95_ms")
    return lines(
        data,
        swept_rows(sweep),
        x=alt.X(
            "load:Q",
            title="offered load (requests/s, open loop)",
            axis=alt.Axis(tickCount=6),
        ),
        y=log_latency("P95 latency (ms)", [point["figure"] for point in data], "figure:Q"),
    )


def swept(sweep: Sweep, metric: Metric) -> list[dict[str, Any]]:
    """List a metric of each stack under each load."""
    return [
        {"stack": label(row), "load": load(section), "figure": figure}
        for section in sweep.sections
        for row in section.measured
        if (figure := row.figure(metric)) is not None
    ]


def swept_rows(sweep: Sweep) -> list[Row]:
    """Return one row for each stack of a sweep."""
    rows = {row.stack.name: row for section in sweep.sections for row in section.measured}
    return list(rows.values())
