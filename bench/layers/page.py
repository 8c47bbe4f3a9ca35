"""layers.html: one file with everything in it, that opens without a network."""

from bench.layers import charts, grids, sentences
from bench.layers.analysis import operations
from bench.layers.chains import Chain, chains
from bench.layers.document import Layers
from bench.layers.moods import leveled
from bench.layers.operations import OPERATIONS
from bench.report.facts import flat
from bench.report.figures import Figure, figure
from bench.studies.pages import fill


def render_html(document: Layers) -> str:
    """Render the page from a document alone; it needs no other file and no network."""
    alone, paired = leveled(document), leveled(document, widened=False)
    found = chains(alone, paired)
    return fill(
        "layers",
        lead=sentences.lead(found),
        precision=sentences.precision(alone),
        chains=stacked(found) if found else None,
        checked=sentences.checked(found),
        bridge=sentences.bridge(paired),
        calls=grids.calls(alone),
        operations=[dots(alone, paired, name) for name in operations(document)],
        facts=[
            ("What was asked", flat(document.config)),
            ("Where it ran", flat(document.environment)),
        ],
    )


def stacked(found: list[Chain]) -> Figure:
    """Draw the chains."""
    return figure(
        "chains",
        "From the bare socket to the bytes of an answer",
        "CPU of the process that asks, one call at a time. Each piece is the difference between a "
        "layer and the one within it; JSON, framework and server were measured by themselves.",
        charts.stacked(found),
        grids.pieces(found),
    )


def dots(alone: Layers, paired: Layers, name: str) -> Figure:
    """Draw an operation."""
    return figure(
        f"operation-{name}",
        OPERATIONS[name].title,
        "The bar is the 95 % interval of the mean; where none is seen it is narrower than its "
        "mark. The axis is logarithmic.",
        charts.dots(alone, name),
        grids.operation(alone, paired, name),
    )
