"""The tables of a study as data, the same ones on the page and in the terminal."""

from bench.layers.analysis import Difference, estimate, of, ranked, ratios
from bench.layers.chains import Chain
from bench.layers.document import Contender, Layers
from bench.layers.operations import OPERATIONS
from bench.layers.subjects import WORLDS
from bench.numbers import MISSING, figure, interval, with_interval
from bench.report.grids import Cell, Grid
from bench.stats import Estimate, Ratio


def operation(alone: Layers, paired: Layers, name: str) -> Grid:
    """Tabulate an operation: every contender, the one with the least CPU first.

    Estimates are of `alone`, ratios of `paired`: see `bench.layers.moods`.
    """
    cpu_ratios = ratios(paired, name, "cpu_us")
    wall_ratios = ratios(paired, name, "wall_us")
    return Grid(
        caption=f"{OPERATIONS[name].title}: microseconds a call, 95 % intervals",
        headings=(
            ("driver", ""),
            ("style", ""),
            ("world", ""),
            ("CPU", "µs"),
            ("to raw", "times the CPU"),
            ("wall", "µs"),
            ("to raw", "times the wall time"),
            ("database CPU", "µs"),
        ),
        rows=tuple(
            (
                *named(one),
                estimate_cell(cpu),
                ratio_cell(one, cpu_ratios.get(one.name)),
                estimate_cell(estimate(of(alone.blocks, name, one.name), "wall_us")),
                ratio_cell(one, wall_ratios.get(one.name)),
                number_cell(estimate(of(alone.blocks, name, one.name), "db_cpu_us")),
            )
            for one, cpu in ranked(alone, name)
        ),
    )


def named(one: Contender) -> tuple[Cell, Cell, Cell]:
    """Return the cells that say who it is."""
    world = WORLDS[one.world]
    return (
        Cell(one.driver, one.driver, "name"),
        Cell(one.style, one.style),
        Cell(world, world),
    )


def estimate_cell(found: Estimate | None) -> Cell:
    """Return the cell of a figure with its interval."""
    return Cell(with_interval(found), found.value if found else float("inf"))


def number_cell(found: Estimate | None) -> Cell:
    """Return the cell of a figure alone."""
    return Cell(figure(found.value if found else None), found.value if found else float("inf"))


def ratio_cell(one: Contender, found: Ratio | None) -> Cell:
    """Return the cell of a ratio to `raw`, which is 1 for `raw` itself."""
    if found is None:
        return Cell("1", 1.0) if one.style == "raw" else Cell(MISSING, float("inf"))
    bounds = interval(found.ratio, found.ci_low, found.ci_high, to="–")
    return Cell(f"{found.ratio:.2f} ({bounds})", found.ratio)


def pieces(found: list[Chain]) -> Grid:
    """Tabulate every chain, piece by piece from the bare socket up."""
    return Grid(
        caption="One row by its key, piece by piece: CPU a call in microseconds, 95 % intervals",
        headings=(
            ("driver", ""),
            ("style", ""),
            ("world", ""),
            ("piece", ""),
            ("CPU", "µs"),
            ("of the whole", "%"),
        ),
        rows=tuple(
            (
                *named(chain.contender),
                Cell(piece.label, piece.label),
                difference_cell(piece.cost),
                Cell(f"{100 * piece.cost.us / chain.total_us:.0f}", piece.cost.us / chain.total_us),
            )
            for chain in found
            for piece in chain.pieces
        ),
    )


def difference_cell(cost: Difference) -> Cell:
    """Return the cell of a difference; one that may be nothing says so."""
    note = "" if cost.clear else "inside its interval"
    low, high = figure(cost.low, 2), figure(cost.high, 2)
    return Cell(f"{figure(cost.us)} ({low} to {high})", cost.us, note=note)


def calls(document: Layers) -> Grid:
    """Tabulate every layer by itself, as it was called."""
    seen = dict.fromkeys(
        (block.group, block.subject, block.call)
        for block in sorted(document.blocks, key=lambda block: (block.group, block.subject))
        if block.group not in OPERATIONS
    )
    return Grid(
        caption="Each layer as it was called: microseconds a call, not yet subtracted",
        headings=(("driver and world", ""), ("call", ""), ("CPU", "µs"), ("wall", "µs")),
        rows=tuple(
            (
                Cell(subject, subject, "name"),
                Cell(f"{prefix(group)}{call}", f"{prefix(group)}{call}"),
                estimate_cell(estimate(of(document.blocks, group, subject, call), "cpu_us")),
                estimate_cell(estimate(of(document.blocks, group, subject, call), "wall_us")),
            )
            for group, subject, call in seen
        ),
    )


def prefix(group: str) -> str:
    """Return what stands before the calls of served stacks."""
    return "HTTP " if group == "served" else ""
