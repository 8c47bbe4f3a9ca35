"""The same answer in a terminal."""

from rich import box
from rich.console import Console
from rich.table import Table

from bench.crossover.analysis import Answer
from bench.crossover.document import Crossovers
from bench.crossover.sentences import cautions, lead, more, number, span
from bench.metrics import METRICS
from bench.numbers import MISSING
from bench.report.terminal import print_cautions, styled


def print_terminal(document: Crossovers, console: Console) -> None:
    """Print the places that were measured, and the answer."""
    answer = Answer(document)
    table = Table(
        title=f"{METRICS[answer.metric].label} by {answer.axis.label}",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column(answer.axis.unit, justify="right")
    for heading in (
        "rounds",
        "leads",
        *(f"{name}\nto {answer.first}" for name in answer.names[1:]),
    ):
        table.add_column(heading)
    for one in answer.places:
        ratios = [one.ratios.get(name) for name in answer.names[1:]]
        table.add_row(
            number(answer.axis, one.place),
            str(one.rounds),
            one.leader or MISSING,
            *(span(ratio) if ratio else MISSING for ratio in ratios),
        )
    console.print()
    console.print(table)
    console.print()
    console.print(styled(lead(answer), "bold"))
    for sentence in more(answer):
        console.print(styled(sentence))
    print_cautions(cautions(answer), console)
