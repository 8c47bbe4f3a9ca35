"""crossover.html: one file with everything in it, that opens without a network."""

from jinja2 import Environment, PackageLoader, StrictUndefined

from bench.crossover import charts, grids, sentences
from bench.crossover.analysis import Answer
from bench.crossover.document import Crossovers
from bench.layers.page import figure
from bench.report.facts import flat, validity
from bench.report.figures import Figure
from bench.report.page import names


def render_html(document: Crossovers) -> str:
    """Render the page from a document alone; it needs no other file and no network."""
    environment = Environment(
        loader=PackageLoader("bench"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["names"] = names
    answer = Answer(document)
    trials = [trial for one in document.rounds for trial in one.trials]
    return environment.get_template("crossover.html").render(
        lead=sentences.lead(answer),
        more=sentences.more(answer),
        curve=curve(answer) if any(one.ratios for one in answer.places) else None,
        validity=validity(trials, {stack.name: stack for stack in document.stacks}),
        facts=[
            ("What was asked", flat(document.config)),
            ("Where it ran", flat(document.environment)),
        ],
    )


def curve(answer: Answer) -> Figure:
    """Draw the curve."""
    return figure(
        "curve",
        f"{', '.join(answer.names[1:])} against {answer.first}",
        "Each mark is the mean of the rounds at a place, its rule the 95 % interval. Where a band "
        "is, the lead changes within it with 95 % confidence; the line in it is the best guess. "
        "Both axes are logarithmic.",
        charts.curve(answer),
        grids.places(answer),
    )
