"""The table of places as data, the same one on the page and in the terminal."""

from bench.crossover.analysis import Answer
from bench.crossover.sentences import number, span
from bench.metrics import METRICS
from bench.numbers import MISSING, with_interval
from bench.report.grids import Cell, Grid, Tone


def places(answer: Answer) -> Grid:
    """Tabulate every place: who leads, each stack's figure, and its ratio to the first one."""
    meaning = METRICS[answer.metric]
    return Grid(
        caption=f"{meaning.label} ({meaning.unit}) at each place, and to `{answer.first}`".replace(
            "`", ""
        ),
        headings=(
            (answer.axis.label, answer.axis.unit),
            ("rounds", ""),
            ("leads", ""),
            *((name, meaning.unit) for name in answer.names),
            *((f"{name} to {answer.first}", "times") for name in answer.names[1:]),
        ),
        rows=tuple(
            (
                Cell(number(answer.axis, one.place), one.place),
                Cell(str(one.rounds), float(one.rounds)),
                Cell(
                    one.leader or "nobody, as far as is seen", one.leader or "~", tone(one.leader)
                ),
                *(
                    Cell(with_interval(found), found.value if found else float("inf"))
                    for found in map(one.figures.get, answer.names)
                ),
                *(
                    Cell(span(ratio) if ratio else MISSING, ratio.ratio if ratio else float("inf"))
                    for ratio in map(one.ratios.get, answer.names[1:])
                ),
            )
            for one in answer.places
        ),
    )


def tone(leader: str | None) -> Tone:
    """Return how a leader is shown."""
    return "name" if leader else "plain"
