"""The same answer in a terminal."""

from rich import box
from rich.console import Console
from rich.table import Table

from bench.price.analysis import Answer
from bench.price.document import Price
from bench.price.grids import needs
from bench.price.sentences import cautions, lead, more
from bench.report.terminal import print_cautions, styled


def print_terminal(document: Price, console: Console) -> None:
    """Print what each stack needs, and what it comes to."""
    answer = Answer(document)
    grid = needs(answer)
    table = Table(
        title=grid.caption,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for heading, unit in grid.headings:
        title = f"{heading}\n{unit}" if unit else heading
        table.add_column(title, no_wrap=heading == "stack")
    for row in grid.rows:
        table.add_row(*(cell.text for cell in row))
    console.print()
    console.print(table)
    console.print()
    console.print(styled(lead(answer), "bold"))
    for sentence in more(answer):
        console.print(styled(sentence))
    print_cautions(cautions(answer), console)
