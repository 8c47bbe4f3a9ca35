"""The same answer in a terminal of 80 columns or more."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.layers import sentences
from bench.layers.analysis import estimate, of, operations, ranked, ratios
from bench.layers.chains import Chain, chains
from bench.layers.document import Layers
from bench.layers.moods import leveled
from bench.layers.operations import OPERATIONS
from bench.layers.subjects import WORLDS
from bench.numbers import MISSING, figure, with_half_width
from bench.report.terminal import styled


def print_terminal(document: Layers, console: Console) -> None:
    """Print a table for each operation, the chains of layers, and what they say."""
    alone, paired = leveled(document), leveled(document, widened=False)
    for name in operations(document):
        console.print()
        console.print(operation_table(alone, paired, name))
    found = chains(alone, paired)
    if found:
        console.print()
        console.print(chain_table(found))
    for sentence in (*sentences.bridge(paired), *sentences.checked(found)):
        console.print(styled(sentence))
    console.print()
    console.print(styled(sentences.precision(alone)))


def operation_table(alone: Layers, paired: Layers, name: str) -> Table:
    """Tabulate an operation."""
    table = titled(f"{OPERATIONS[name].title} (µs a call)")
    for heading in ("driver", "style", "world"):
        table.add_column(heading, no_wrap=True)
    for heading in ("CPU µs", "to raw", "wall µs", "to raw"):
        table.add_column(heading, justify="right", no_wrap=True)
    cpu_ratios, wall_ratios = ratios(paired, name, "cpu_us"), ratios(paired, name, "wall_us")
    for one, cpu in ranked(alone, name):
        wall = estimate(of(alone.blocks, name, one.name), "wall_us")
        table.add_row(
            *(one.driver, one.style, WORLDS[one.world]),
            Text(with_half_width(cpu), style="bold"),
            times(cpu_ratios[one.name].ratio if one.name in cpu_ratios else None),
            with_half_width(wall),
            times(wall_ratios[one.name].ratio if one.name in wall_ratios else None),
        )
    return table


def chain_table(found: list[Chain]) -> Table:
    """Tabulate where the CPU of one row goes, a line for each contender."""
    table = titled("One row by its key, from the bare socket up (CPU µs)")
    for heading in ("driver", "style", "world"):
        table.add_column(heading, no_wrap=True)
    table.add_column("µs", justify="right", no_wrap=True)
    table.add_column("pieces")
    for chain in found:
        one = chain.contender
        pieces = ", ".join(
            f"{piece.label} {figure(piece.cost.us, 2)}{'' if piece.cost.clear else '?'}"
            for piece in chain.pieces
        )
        table.add_row(
            *(one.driver, one.style, WORLDS[one.world]),
            Text(figure(chain.total_us), style="bold"),
            pieces,
        )
    table.caption = "? lies inside its interval: it may be nothing"
    return table


def titled(title: str) -> Table:
    """Return an empty table."""
    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        caption_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )


def times(ratio: float | None) -> str:
    """Write a ratio to `raw`."""
    return MISSING if ratio is None else f"{ratio:.2f}"
