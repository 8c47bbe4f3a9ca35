"""price.html: one file with everything in it, that opens without a network."""

from bench.price import charts, grids, sentences
from bench.price.analysis import Answer
from bench.price.document import Price
from bench.report.figures import Figure, figure
from bench.studies.pages import study_page


def render_html(document: Price) -> str:
    """Render the page from a document alone; it needs no other file and no network."""
    answer = Answer(document)
    return study_page(
        "price",
        document,
        document.trials,
        about="the price of equal latency",
        cautions=sentences.cautions(answer),
        lead=sentences.lead(answer),
        more=sentences.more(answer),
        needs=grids.needs(answer),
        figures=[
            *([sizes(answer)] if charts.tried(answer) else []),
            *([levels(answer)] if any(one.trial.valid for one in document.levels) else []),
        ],
    )


def sizes(answer: Answer) -> Figure:
    """Draw the search."""
    return figure(
        "sizes",
        "What holds the rate",
        "A mark is one trial: filled where answers kept pace with the arrivals, 95 % of them "
        f"within {answer.p95_ms:g} ms, hollow where not. The ring is the least that held twice.",
        charts.sizes(answer),
        grids.sizes(answer),
    )


def levels(answer: Answer) -> Figure:
    """Draw memory over requests under way."""
    return figure(
        "levels",
        "What a request under way costs",
        "So many users wait for their answers at the same time, each in a thread, a greenlet or a "
        "task, while connections stay as they are. The slope of a line is what one more costs.",
        charts.levels(answer),
        grids.levels(answer),
    )
