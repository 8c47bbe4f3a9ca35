"""The cells of a map as tables: one for the page, one for the terminal."""

from bench.map.analysis import Answer
from bench.map.document import MapCell
from bench.metrics import METRICS
from bench.numbers import MISSING, interval
from bench.report.grids import Cell, Grid


def cells(answer: Answer) -> Grid:
    """Tabulate every cell: who leads, whom it was held against, and by how much."""
    return Grid(
        caption=f"{METRICS[answer.metric].label}, cell by cell",
        headings=(
            ("latency before the database", "ms"),
            ("users", ""),
            ("rounds", ""),
            ("leads", ""),
            ("best", ""),
            ("against", ""),
            ("times better", "95 % interval"),
        ),
        rows=tuple(_row(one) for one in answer.cells.values()),
    )


def _row(one: MapCell) -> tuple[Cell, ...]:
    leads = one.leader if one.state == "lead" else None
    said = {"lead": leads or "", "level": "no difference detected"}.get(one.state, one.state)
    return (
        Cell(f"{one.db_latency_ms:g}", one.db_latency_ms),
        Cell(f"{one.users:,}", float(one.users)),
        Cell(str(one.rounds), float(one.rounds)),
        Cell(said, said, "name" if leads else "plain"),
        Cell(one.leader or MISSING, one.leader or "~"),
        Cell(one.rival or MISSING, one.rival or "~"),
        Cell(
            MISSING if one.ratio is None else f"{one.ratio:.2f} ({bounds(one)})",
            one.ratio or 0.0,
        ),
    )


def label(answer: Answer, one: MapCell) -> tuple[str, str]:
    """Return what stands in a cell, in two lines: `1.40×` and `async`, `level` and `0.97–1.04`."""
    if one.state == "lead" and one.leader:
        return f"{one.ratio:.2f}×", answer.short[one.leader]
    if one.state == "level":
        return "unclear" if one.unclear else "level", bounds(one)
    return "not", "measured"


def bounds(one: MapCell) -> str:
    """Write the interval of a measured cell: `0.97–1.04`."""
    return interval(one.ratio or 1.0, one.ci_low or 0.0, one.ci_high, to="–")
