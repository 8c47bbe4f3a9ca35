"""Plots with what belongs to them: a title, a caption, words for a screen reader, a table."""

from collections.abc import Mapping
from dataclasses import dataclass

import altair as alt
from markupsafe import Markup

from bench.report import charts, grids
from bench.report.attributions import attribution_grid
from bench.report.grids import Grid
from bench.report.sections import FLOOR_WORKLOAD, Row, Section
from bench.report.svg import svg
from bench.report.sweeps import Sweep


@dataclass(frozen=True, slots=True)
class Figure:
    """A plot and the table with the same figures; `name` is unique within a page."""

    name: str
    title: str
    caption: str
    svg: Markup
    grid: Grid


def section_figures(
    section: Section, rival: Row | None, floors: Mapping[str, float]
) -> list[Figure]:
    """Draw a section that has a measured row: throughput, ratios to `rival`, latency and CPU.

    The floor workload is only there for the others' CPU plot, and shows its throughput alone.
    """
    if section.where.workload == FLOOR_WORKLOAD:
        return [_throughput(section)]
    drawn = [_throughput(section), _latency(section)]
    if ratios := rival and _ratios(section, rival):
        drawn.insert(1, ratios)
    if any(charts.cpu_parts(row, floors) for row in section.measured):
        drawn.append(_cpu(section, floors))
    if section.attributions:
        drawn.append(_attribution(section))
    return drawn


def sweep_figure(sweep: Sweep) -> Figure:
    """Draw a sweep: throughput against users, or latency against offered load."""
    if sweep.open_loop:
        return figure(
            f"load-{sweep.workload}",
            f"Latency against offered load: {sweep.workload}",
            "Requests arrive by schedule, and latency counts from the moment a request was meant "
            "to start. Where a line turns up, the stack can no longer keep pace.",
            charts.latency_load(sweep),
            grids.load(sweep.sections),
        )
    return figure(
        f"saturation-{sweep.workload}",
        f"Saturation: {sweep.workload}",
        "Throughput against the number of users that never pause. Past its knee a stack only "
        "lets users wait longer.",
        charts.saturation(sweep),
        grids.load(sweep.sections),
    )


def _throughput(section: Section) -> Figure:
    what = "P95 latency" if section.where.open_loop else "Throughput"
    return figure(
        f"throughput-{_slug(section)}",
        what,
        "A faint dot is one trial; the mark is their geometric mean, the bar its 95 % interval, "
        "where that is known.",
        charts.throughput(section),
        grids.summary(section),
    )


def _ratios(section: Section, rival: Row) -> Figure | None:
    chart = charts.forest(section, rival)
    if chart is None:
        return None
    return figure(
        f"ratio-{_slug(section)}",
        f"Ratio to {rival.stack.name}",
        "Paired within rounds, on a log axis. A bar that crosses the dashed line at 1 means: no "
        "difference detected. A mark without a bar: its interval is not known.",
        chart,
        grids.pairs(section),
    )


def _latency(section: Section) -> Figure:
    return figure(
        f"latency-{_slug(section)}",
        "Latency by percentile",
        "Both axes are logarithmic: each step to the right asks for a rarer, slower request.",
        charts.percentiles(section),
        grids.percentiles(section),
    )


def _cpu(section: Section, floors: Mapping[str, float]) -> Figure:
    split = "The first part is what the same stack spends on GET /health, which asks no database."
    return figure(
        f"cpu-{_slug(section)}",
        "Where a request's CPU goes",
        f"CPU time of the app's and the database's processes a request. {split if floors else ''}",
        charts.cpu(section, floors),
        grids.cpu(section, floors),
    )


def _attribution(section: Section) -> Figure:
    left_out = section.attributions[0].left_out
    without = f" Left out, for their warnings or too few trials: {', '.join(left_out)}."
    return figure(
        f"attribution-{_slug(section)}",
        "What stacks differ by",
        "Shares of the spread between the stacks' trials within rounds, on the log scale, with "
        "95 % intervals. Interplay is what server, driver and style do together beyond what each "
        f"does alone; noise, what trials of one stack differ by.{without if left_out else ''}",
        charts.shares(section.attributions),
        attribution_grid(section),
    )


def figure(name: str, title: str, caption: str, chart: alt.TopLevelMixin, grid: Grid) -> Figure:
    """Return a plot with what belongs to it."""
    drawn = svg(chart, title=title, description=f"{caption} Table: {grid.caption}.", name=name)
    return Figure(name, title, caption.strip(), Markup(drawn), grid)  # noqa: S704 (its texts are escaped)


def _slug(section: Section) -> str:
    """Return a name for ids: letters, digits and dashes only."""
    return "".join(sign if sign.isalnum() else "-" for sign in section.where.label)
