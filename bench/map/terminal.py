"""The same map in a terminal."""

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench.map.analysis import Answer
from bench.map.document import Map, MapCell
from bench.map.grids import label
from bench.map.sentences import cautions, lead, more
from bench.metrics import METRICS
from bench.report.terminal import print_cautions, styled

COLOURS = ("cyan", "yellow", "magenta", "green", "red", "blue")


def print_terminal(document: Map, console: Console) -> None:
    """Print users from above to below, latencies from left to right, and what it comes to."""
    answer = Answer(document)
    table = Table(
        title=f"Best {METRICS[answer.metric].label}, by ms before the database and users",
        title_justify="left",
        title_style="bold",
        box=box.SQUARE,
        show_lines=True,
        padding=(0, 1),
    )
    table.add_column("users", justify="right")
    for latency in answer.latencies:
        table.add_column(f"{latency:g} ms", justify="center")
    for row in reversed(range(len(answer.users))):
        columns = range(len(answer.latencies))
        texts = [_text(answer, answer.cells[column, row]) for column in columns]
        table.add_row(f"{answer.users[row]:,}", *texts)
    console.print()
    console.print(table)
    console.print()
    console.print(styled(lead(answer), "bold"))
    for sentence in more(answer):
        console.print(styled(sentence))
    print_cautions(cautions(answer), console)


def _text(answer: Answer, one: MapCell) -> Text:
    if one.state == "not measured":
        return Text("·", "dim")
    if one.state == "level":
        return Text("╱ {} ╱\n{}".format(*label(answer, one)), "dim")
    place = answer.names.index(one.leader or "")
    return Text("\n".join(label(answer, one)), COLOURS[place % len(COLOURS)])
