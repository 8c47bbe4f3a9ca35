"""map.html: one file with everything in it, that opens without a network."""

from bench.map import charts, grids, sentences
from bench.map.analysis import Answer
from bench.map.document import Map
from bench.report.figures import Figure, figure
from bench.studies.pages import study_page


def render_html(document: Map) -> str:
    """Render the page from a document alone; it needs no other file and no network."""
    answer = Answer(document)
    return study_page(
        "map",
        document,
        document.trials,
        about="database latency by users",
        cautions=sentences.cautions(answer),
        lead=sentences.headline(answer),
        answer=sentences.lead(answer),
        more=sentences.more(answer),
        figures=[heat(answer)] if answer.measured else [],
    )


def heat(answer: Answer) -> Figure:
    """Draw the map."""
    return figure(
        "map",
        f"{', '.join(answer.names[:-1])} and {answer.names[-1]}",
        "The colour is the leader's, stronger the further it is ahead, up to twice; the figure "
        "says how many times better it is than the next. Hatched: no difference was detected, "
        "for the interval lies across 1. An empty frame: not measured.",
        charts.heat(answer),
        grids.cells(answer),
    )
