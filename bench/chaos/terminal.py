"""The table of all rows in a terminal, and a sentence for each that did not hold."""

from collections.abc import Iterator

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.chaos.document import Chaos
from bench.chaos.grids import glance
from bench.chaos.sentences import lead, more
from bench.report.grids import Grid
from bench.report.terminal import styled

STYLES = {"good": "green", "bad": "red", "plain": "yellow", "name": ""}
COLUMN = 7
"""What a fault's column takes, with the room beside it."""


def print_terminal(document: Chaos, console: Console) -> None:
    """Print it."""
    grid = glance(document)
    console.print()
    console.print(Text(grid.caption, "bold"))
    for table in tables(grid, console.width):
        console.print(table)
    console.print(", ".join(f"{fault.column}: {fault.title}" for fault in document.faults) + ".")
    console.print()
    console.print(styled(lead(document), "bold"))
    for sentence in more(document):
        console.print(styled(sentence))


def tables(grid: Grid, width: int) -> Iterator[Table]:
    """Yield as many tables beneath each other as the columns need, each with all stacks."""
    names = max((len(row[0].text) for row in grid.rows), default=0)
    at_once = max(1, (width - names - 3) // COLUMN)
    places = range(1, len(grid.headings))
    for first in places[::at_once]:
        shown = (0, *places[first - 1 : first - 1 + at_once])
        table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
        for place in shown:
            table.add_column(
                grid.headings[place][0], justify="right" if place else "left", no_wrap=True
            )
        for row in grid.rows:
            table.add_row(*(Text(row[place].text, STYLES[row[place].tone]) for place in shown))
        yield table
