"""From figures to verdicts: ratios and differences are paired within rounds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from bench.claims.claim import Claim, Experiment, Extent, Larger, Metric, MoreMs
from bench.claims.document import Document, Figure, Judged, Tried
from bench.claims.verdict import UNTOLD, Interval, Verdict, finding, outcome, verdict
from bench.layers.analysis import gaps, mean_of
from bench.stats import geometric_mean, paired_ratio

SENTENCES: Final[Mapping[Verdict, str]] = {
    "holds": "Holds.",
    "does not hold here": "Does not hold here.",
}
AT_A_RATE: Final = "by CPU at one rate, waking included"
"""What stands beside a verdict on a claim of full CPUs."""


def with_verdicts(document: Document, claims: Iterable[Claim]) -> Document:
    """Return the document with the verdicts that follow from its figures."""
    return replace(document, claims=tuple(judged(document.figures, claim) for claim in claims))


def judged(figures: Sequence[Figure], claim: Claim) -> Judged:
    """Judge one claim."""
    made, should = (tried(figures, one, claim.extent) for one in claim.experiments)
    word = verdict(made.outcome, should.outcome)
    return Judged(
        claim=claim.name,
        claimed=None if isinstance(claim.extent, Larger) else claim.extent.claimed,
        as_made=made,
        as_it_should=should,
        verdict=word,
        sentence=sentence(claim, word, made, should),
    )


def sentence(claim: Claim, word: Verdict, made: Tried, should: Tried) -> str:
    """Say the verdict in full."""
    if word == "undecided":
        return undecided(made, should)
    said = SENTENCES.get(word, "")
    if word == "holds only when":
        experiment = claim.as_made if made.outcome == "shown" else claim.as_it_should
        said = f"Holds only when {experiment.only_when}."
    waking = any(one.waking for one in claim.experiments)
    return f"{said.removesuffix('.')} ({AT_A_RATE})." if waking else said


def undecided(made: Tried, should: Tried) -> str:
    """Say why nothing follows."""
    if not (made.rounds and should.rounds):
        return "Undecided: too few rounds count."
    if UNTOLD in (made.finding, should.finding):
        return (
            "Undecided: less than claimed at this rate, where waking is in the CPU of both sides "
            "and draws their ratio towards 1, so that full CPUs may show what was claimed."
        )
    return "Undecided: the intervals of this run are too wide."


def tried(figures: Sequence[Figure], experiment: Experiment, extent: Extent) -> Tried:
    """Say what came of one experiment."""
    more, less = (
        of(figures, experiment.group, cell, experiment.metric)
        for cell in (experiment.more, experiment.less)
    )
    found = interval(more, less, extent)
    means = [geometric_mean(list(side.values())) for side in (more, less)]
    more_mean, less_mean = (mean.value if mean else None for mean in means)
    difference = isinstance(extent, MoreMs)
    return Tried(
        group=experiment.group,
        more=experiment.more,
        less=experiment.less,
        metric=experiment.metric,
        more_mean=more_mean,
        less_mean=less_mean,
        ratio=found.value if found and not difference else None,
        difference_ms=found.value if found and difference else None,
        ci_low=found.low if found else None,
        ci_high=found.high if found else None,
        rounds=found.rounds if found else 0,
        outcome=outcome(found, extent.band, waking=experiment.waking),
        finding=finding(found, extent, waking=experiment.waking),
    )


def of(figures: Iterable[Figure], group: str, cell: str, metric: Metric) -> dict[int, float]:
    """Return one cell's figures in a metric by round."""
    return {
        figure.round: figure.metrics[metric]
        for figure in figures
        if (figure.group, figure.cell) == (group, cell) and metric in figure.metrics
    }


def interval(more: dict[int, float], less: dict[int, float], extent: Extent) -> Interval | None:
    """Return the ratio, or the difference from µs in ms; None for fewer than two common rounds."""
    common = sorted(more.keys() & less.keys())
    if len(common) < 2:
        return None
    if isinstance(extent, MoreMs):
        mean = mean_of(gaps(more, less))
        if mean is None:
            return None
        ms = [figure / 1_000 for figure in (mean.us, mean.low, mean.high)]
        return Interval(value=ms[0], low=ms[1], high=ms[2], rounds=len(common))
    ratio = paired_ratio([(more[number], less[number]) for number in common])
    return Interval(value=ratio.ratio, low=ratio.ci_low, high=ratio.ci_high, rounds=ratio.rounds)
