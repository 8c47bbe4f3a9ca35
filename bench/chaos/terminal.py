"""The table of all rows in a terminal, and a sentence for each that did not hold."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.chaos.document import Chaos
from bench.chaos.grids import glance
from bench.chaos.sentences import lead, more
from bench.report.terminal import styled

STYLES = {"good": "green", "bad": "red", "plain": "yellow", "name": ""}


def print_terminal(document: Chaos, console: Console) -> None:
    """Print it."""
    grid = glance(document)
    table = Table(
        title=grid.caption,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for number, (heading, _) in enumerate(grid.headings):
        table.add_column(heading, justify="right" if number else "left", no_wrap=number > 0)
    table.columns[0].overflow = "fold"
    for row in grid.rows:
        table.add_row(*(Text(cell.text, STYLES[cell.tone]) for cell in row))
    console.print()
    console.print(table)
    console.print(", ".join(f"{fault.column}: {fault.title}" for fault in document.faults) + ".")
    console.print()
    console.print(styled(lead(document), "bold"))
    for sentence in more(document):
        console.print(styled(sentence))
