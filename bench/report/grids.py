"""The tables of a report as data, so that page, terminal and Markdown show the same ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from bench.metrics import METRICS
from bench.numbers import MISSING, figure, interval, percent, seen_above, with_interval
from bench.report.sections import Row, Section
from bench.results import Comparison, Stack

Tone = Literal["plain", "good", "bad", "name"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown, what it sorts by, and whether it is good news; `note` stands beneath it."""

    text: str
    sort: float | str
    tone: Tone = "plain"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: a caption, headings (the second of a pair is a unit), and rows of cells."""

    caption: str
    headings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Cell, ...], ...]


def summary(section: Section) -> Grid:
    """Tabulate one row for each stack: rank, throughput, latency, errors, CPU and memory."""
    return Grid(
        caption=f"{section.where.label}: every stack, best first",
        headings=(
            ("rank", ""),
            ("stack", ""),
            ("throughput", "requests/s, 95 % interval"),
            ("P50", "ms"),
            ("P95", "ms"),
            ("P99", "ms"),
            ("errors", ""),
            ("app CPU", "µs a request"),
            ("DB CPU", "µs a request"),
            ("memory", "peak MiB"),
            ("SQL", "statements a request"),
        ),
        rows=tuple(_summary_row(row, section) for row in section.rows),
    )


def _summary_row(row: Row, section: Section) -> tuple[Cell, ...]:
    throughput = row.estimate("throughput_rps")
    last = len(section.rows) + 1
    return (
        Cell(
            str(row.rank or MISSING), row.rank.best + row.rank.worst / 1_000 if row.rank else last
        ),
        name_cell(row.stack),
        Cell(with_interval(throughput), throughput.value if throughput else 0.0),
        number_cell(row.figure("latency_p50_ms")),
        number_cell(row.figure("latency_p95_ms")),
        number_cell(row.figure("latency_p99_ms")),
        Cell(f"{row.errors:,}", row.errors, "bad" if row.errors else "plain"),
        number_cell(row.figure("app_cpu_us_per_request")),
        number_cell(row.figure("db_cpu_us_per_request")),
        number_cell(row.figure("peak_rss_mib")),
        number_cell(_mean([t.statements_per_request for t in row.valid])),
    )


def _mean(figures: list[float | None]) -> float | None:
    known = [figure for figure in figures if figure is not None]
    return sum(known) / len(known) if known else None


def marks(stack: Stack) -> str:
    """Return what must stand beside a stack's name wherever it is named."""
    unchecked = "" if stack.contract_verified else "not contract-checked"
    return "; ".join(filter(None, (stack.warning or "", unchecked)))


def name_cell(stack: Stack) -> Cell:
    """Return the cell of a stack's name with its warnings."""
    return Cell(stack.name, stack.name, "name", marks(stack))


def number_cell(value: float | None) -> Cell:
    """Return a figure's cell; what is missing sorts last."""
    return Cell(figure(value), float("inf") if value is None else value)


def pairs(section: Section) -> Grid:
    """Tabulate every comparison of a section in every metric."""
    stacks = {row.stack.name: row.stack for row in section.rows}
    return Grid(
        caption=f"{section.where.label}: every pair of stacks in every metric",
        headings=(
            ("metric", ""),
            ("stack a", ""),
            ("stack b", ""),
            ("a / b", "95 % interval"),
            ("better", ""),
            ("would have been seen", "from"),
            ("rounds", ""),
        ),
        rows=tuple(_pair_row(found, stacks) for found in section.comparisons),
    )


def _pair_row(found: Comparison, stacks: Mapping[str, Stack]) -> tuple[Cell, ...]:
    named = {"a": found.stack_a, "b": found.stack_b}
    better = named.get(found.verdict, found.verdict)
    bounds = interval(found.ratio, found.ci_low, found.ci_high, digits=3)
    return (
        Cell(METRICS[found.metric].label, found.metric),
        name_cell(stacks[found.stack_a]),
        name_cell(stacks[found.stack_b]),
        Cell(f"{found.ratio:.3f} ({bounds})", found.ratio),
        Cell(better, better),
        Cell(seen_above(found) or "not known", found.detectable or float("inf")),
        Cell(str(found.rounds), found.rounds),
    )


def percentiles(section: Section) -> Grid:
    """Tabulate latency from the median to the maximum."""
    shown = (("p50", "P50"), ("p90", "P90"), ("p95", "P95"), ("p99", "P99"), ("p999", "P99.9"))
    return Grid(
        caption=f"{section.where.label}: latency in milliseconds, geometric mean over trials",
        headings=(("stack", ""), *((label, "ms") for _, label in shown), ("maximum", "ms")),
        rows=tuple(
            (
                name_cell(row.stack),
                number_cell(row.latency("p50")),
                number_cell(row.latency("p90")),
                number_cell(row.latency("p95")),
                number_cell(row.latency("p99")),
                number_cell(row.latency("p999")),
                number_cell(row.latency("max")),
            )
            for row in section.measured
        ),
    )


def cpu(section: Section, floors: Mapping[str, float]) -> Grid:
    """Tabulate where a request's CPU goes; `floors` is the app CPU of `/health` by stack."""
    return Grid(
        caption=f"{section.where.label}: CPU a request, in microseconds",
        headings=(
            ("stack", ""),
            ("app", "µs"),
            ("of it as in /health", "µs"),
            ("times its floor", ""),
            ("database", "µs"),
        ),
        rows=tuple(_cpu_row(row, floors.get(row.stack.name)) for row in section.measured),
    )


def _cpu_row(row: Row, floor: float | None) -> tuple[Cell, ...]:
    app = row.figure("app_cpu_us_per_request")
    return (
        name_cell(row.stack),
        number_cell(app),
        number_cell(floor),
        number_cell(app / floor if app and floor else None),
        number_cell(row.figure("db_cpu_us_per_request")),
    )


def load(sweep: Iterable[Section]) -> Grid:
    """Tabulate a sweep: each stack under each load."""
    return Grid(
        caption="Every stack under every load",
        headings=(
            ("load", ""),
            ("stack", ""),
            ("throughput", "requests/s"),
            ("P50", "ms"),
            ("P95", "ms"),
            ("P99", "ms"),
            ("dropped", "of arrivals"),
        ),
        rows=tuple(
            (
                Cell(section.where.label, section.where.rate or section.where.users or 0),
                name_cell(row.stack),
                number_cell(row.figure("throughput_rps")),
                number_cell(row.figure("latency_p50_ms")),
                number_cell(row.figure("latency_p95_ms")),
                number_cell(row.figure("latency_p99_ms")),
                _dropped_cell(row),
            )
            for section in sweep
            for row in section.rows
        ),
    )


def _dropped_cell(row: Row) -> Cell:
    offered = sum(trial.offered or 0 for trial in row.trials)
    dropped = sum(trial.dropped or 0 for trial in row.trials)
    share = dropped / offered if offered else 0.0
    return Cell(percent(share) if offered else MISSING, share, "bad" if dropped else "plain")
