"""The plots with one row for each stack: throughput, ratios, and where the CPU goes."""

from collections.abc import Mapping
from typing import Final

import altair as alt

from bench.metrics import METRICS
from bench.report.charts.marks import STEP, WIDTH, drawn, label, stack_axis, values
from bench.report.sections import Row, Section
from bench.results import Comparison

RATIO_TICKS: Final = [0.1, 0.2, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 5, 10]


def throughput(section: Section) -> alt.TopLevelMixin:
    """Plot each stack's mean with its interval, and every valid trial as a dot."""
    metric = section.where.headline
    rows = section.measured
    means, trials = [], []
    for row in rows:
        estimate = row.estimate(metric)
        if estimate is None:
            continue
        low, high = drawn(estimate.value, *(estimate.interval or (0.0, None)))
        common = {"stack": label(row), "kind": kind(row)}
        means.append({**common, "mean": estimate.value, "low": low, "high": high})
        trials += [{**common, "trial": figure} for figure in row.figures(metric)]
    y = stack_axis(rows)
    colour = kind_colour()
    title = f"{METRICS[metric].label} ({METRICS[metric].unit})"
    amount = alt.X("trial:Q", title=title, axis=alt.Axis(tickCount=6))
    dots = (
        alt.Chart(values(trials))
        .mark_circle(size=26, opacity=0.4, yOffset=9)
        .encode(x=amount, y=y, color=colour)
    )
    spans = (
        alt.Chart(values(means))
        .mark_rule(strokeWidth=3, strokeCap="round")
        .encode(x=alt.X("low:Q", title=title, axis=amount["axis"]), x2="high:Q", y=y, color=colour)
    )
    points = (
        alt.Chart(values(means))
        .mark_point(size=90, filled=True, opacity=1, stroke="var(--paper)", strokeWidth=1.5)
        .encode(x=alt.X("mean:Q", title=title, axis=amount["axis"]), y=y, color=colour)
    )
    return alt.layer(dots, spans, points).properties(width=WIDTH, height=STEP * len(rows))


def kind(row: Row) -> str:
    """Return `wrong on purpose` or `candidate`."""
    return "wrong on purpose" if row.stack.warning else "candidate"


def kind_colour() -> alt.Color:
    """Colour the candidates, and those that are wrong on purpose."""
    scale = alt.Scale(
        domain=["candidate", "wrong on purpose"], range=["var(--accent)", "var(--wrong)"]
    )
    return alt.Color("kind:N", scale=scale, legend=None)


def forest(section: Section, baseline: Row) -> alt.TopLevelMixin | None:
    """Plot each stack's ratio to the baseline on a log axis; None without a comparison."""
    metric = section.where.headline
    rows = [row for row in section.measured if row is not baseline]
    found = [
        (row, comparison)
        for row in rows
        if (comparison := section.between(row.stack.name, baseline.stack.name, metric))
    ]
    if not found:
        return None
    data = [
        {
            "stack": label(row),
            "ratio": comparison.ratio,
            **dict(zip(("low", "high"), drawn_ratio(comparison), strict=True)),
            "verdict": forest_verdict(comparison),
        }
        for row, comparison in found
    ]
    low = min(0.95, *(drawn_ratio(item)[0] for _, item in found)) * 0.97
    high = max(1.05, *(drawn_ratio(item)[1] for _, item in found)) * 1.03
    x = alt.X(
        "ratio:Q",
        title=f"{METRICS[metric].label}, times that of {baseline.stack.name}",
        scale=alt.Scale(type="log", domain=[low, high], nice=False),
        axis=alt.Axis(values=[tick for tick in RATIO_TICKS if low <= tick <= high], format="~g"),
    )
    y = stack_axis([row for row, _ in found])
    verdicts = ["better", "no difference detected", "worse"]
    colour = alt.Color(
        "verdict:N",
        title=None,
        scale=alt.Scale(domain=verdicts, range=["var(--good)", "var(--muted)", "var(--bad)"]),
    )
    shape = alt.Shape(
        "verdict:N",
        title=None,
        scale=alt.Scale(domain=verdicts, range=["triangle-up", "circle", "triangle-down"]),
    )
    base = alt.Chart(values(data))
    one = (
        alt.Chart(values([{"one": 1}]))
        .mark_rule(color="var(--ink)", strokeDash=[3, 3], strokeWidth=1)
        .encode(x=alt.X("one:Q", scale=x["scale"]))
    )
    spans = base.mark_rule(strokeWidth=3, strokeCap="round").encode(
        x=alt.X("low:Q", scale=x["scale"], title=x["title"], axis=x["axis"]),
        x2="high:Q",
        y=y,
        color=colour,
    )
    points = base.mark_point(size=110, filled=True, opacity=1).encode(
        x=x, y=y, color=colour, shape=shape
    )
    return alt.layer(one, spans, points).properties(width=WIDTH, height=STEP * len(found))


def drawn_ratio(found: Comparison) -> tuple[float, float]:
    """Return the ends of a comparison's bar."""
    return drawn(found.ratio, found.ci_low, found.ci_high)


def forest_verdict(comparison: Comparison) -> str:
    """Say how a stack (side a) does against the baseline (side b)."""
    words = {"a": "better", "b": "worse"}
    return words.get(comparison.verdict, comparison.verdict)


def cpu(section: Section, floors: Mapping[str, float]) -> alt.TopLevelMixin:
    """Plot where a request's CPU goes; `floors` is the app CPU of `/health` by stack, in µs."""
    found = {part for row in section.measured for part in cpu_parts(row, floors)}
    order = ("app", "framework and server", "queries and rows", "database")
    parts = [part for part in order if part in found]
    data = [
        {"stack": label(row), "part": part, "order": parts.index(part), "us": us}
        for row in section.measured
        for part, us in cpu_parts(row, floors).items()
    ]
    fills = [f"var(--series-{1 + order.index(part)})" for part in parts]
    chart: alt.TopLevelMixin = (
        alt.Chart(values(data))
        .mark_bar(height={"band": 0.62})
        .encode(
            x=alt.X(
                "us:Q",
                title="CPU a request (µs)",
                stack="zero",
                axis=alt.Axis(tickCount=6),
            ),
            y=stack_axis(section.measured),
            color=alt.Color(
                "part:N", title=None, sort=parts, scale=alt.Scale(domain=parts, range=fills)
            ),
            order="order:Q",
        )
        .properties(width=WIDTH, height=STEP * len(section.measured))
    )
    return chart


def cpu_parts(row: Row, floors: Mapping[str, float]) -> dict[str, float]:
    """Split a request's CPU in µs: the app, in two where its floor is known, and the database."""
    app, floor = row.figure("app_cpu_us_per_request"), floors.get(row.stack.name)
    database = row.figure("db_cpu_us_per_request")
    parts: dict[str, float] = {}
    if app is not None and floor is not None:
        parts |= {
            "framework and server": min(app, floor),
            "queries and rows": max(0.0, app - floor),
        }
    elif app is not None:
        parts["app"] = app
    return parts | ({"database": database} if database is not None else {})
