"""crossover.html: one file with everything in it, that opens without a network."""

from bench.crossover import charts, grids, sentences
from bench.crossover.analysis import Answer
from bench.crossover.document import Crossovers
from bench.report.figures import Figure, figure
from bench.studies.pages import study_page


def render_html(document: Crossovers) -> str:
    """Render the page from a document alone; it needs no other file and no network."""
    answer = Answer(document)
    return study_page(
        "crossover",
        document,
        document.trials,
        about="where the lead changes",
        cautions=sentences.cautions(answer),
        lead=sentences.lead(answer),
        more=sentences.more(answer),
        figures=[curve(answer)] if any(one.ratios for one in answer.places) else [],
    )


def curve(answer: Answer) -> Figure:
    """Draw the curve."""
    return figure(
        "curve",
        f"{', '.join(answer.names[1:])} against {answer.first}",
        "Each mark is the mean of the rounds at a place, its rule the 95 % interval, where "
        "that is known. Where a band "
        "is, the lead changes within it with 95 % confidence; the line in it is the best guess. "
        "Both axes are logarithmic.",
        charts.curve(answer),
        grids.places(answer),
    )
