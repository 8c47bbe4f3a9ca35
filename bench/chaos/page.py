"""chaos.html: one file with everything in it, that opens without a network."""

from bench.chaos import grids, sentences
from bench.chaos.document import Chaos
from bench.report.facts import flat
from bench.studies.pages import fill


def render_html(document: Chaos) -> str:
    """Render the page from a document alone; it needs no other file and no network."""
    tried = {row.fault for row in document.rows}
    return fill(
        "chaos",
        lead=sentences.lead(document),
        more=list(sentences.more(document)),
        glance=grids.glance(document),
        faults=[
            (fault, grids.in_full(document, fault))
            for fault in document.faults
            if fault.name in tried
        ],
        facts=[
            ("What was asked", flat(document.config)),
            ("Where it ran", flat(document.environment)),
        ],
    )
