"""A synthetic run in which every claim comes out as one wants. Nothing here was measured."""

from bench.claims.catalogue import CLAIMS
from bench.claims.claim import Claim, Experiment, MoreMs
from bench.claims.document import Document, Figure, Lost
from bench.claims.judgement import with_verdicts

LESS = 20_000.0
SCATTER = (0.999, 1.0, 1.001, 1.0)


def figures(experiment: Experiment, ratio: float, *, rounds: int = 4) -> tuple[Figure, ...]:
    """Figures whose ratio is this, within a per mille."""
    return tuple(
        Figure(
            group=experiment.group,
            cell=cell,
            round=number + 1,
            metrics={experiment.metric: LESS * factor * (1 + number / 10)},
        )
        for number in range(rounds)
        for cell, factor in (
            (experiment.less, 1.0),
            (experiment.more, ratio * SCATTER[number % len(SCATTER)]),
        )
    )


def claimed_ratio(claim: Claim) -> float:
    """The ratio that shows a claim."""
    if isinstance(claim.extent, MoreMs):
        return 1 + claim.extent.claimed * 1_000 / (1.15 * LESS)
    asked = claim.extent.band
    return (asked.low * min(asked.high, 4 * asked.low)) ** 0.5


def document() -> Document:
    """Each claim with figures of its own: experiments of several claims share cells, so as made."""
    judged = tuple(
        with_verdicts(Document(figures=figures(claim.as_made, claimed_ratio(claim))), [claim])
        for claim in CLAIMS
    )
    return Document(
        environment={
            "cpu_model": "Synthetic",
            "cpu_count": 2,
            "python": "CPython 3.11",
            "packages": {"SQLAlchemy": "2.1"},
            "load_average": [0.5, 0.1, 0.1],
            "database": {"version": "18"},
        },
        config={"claims": [claim.name for claim in CLAIMS], "seed": 7, "database": "embedded"},
        thrown_out=tuple(
            Lost(group="read", cell="flask-psycopg2", round=number, reason="it was late")
            for number in (1, 2)
        ),
        claims=tuple(one.claims[0] for one in judged),
    )
