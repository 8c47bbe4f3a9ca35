"""Verdicts follow from intervals, by rule."""

from math import inf

import pytest

from bench.claims.catalogue import CLAIMS, GROUPS
from bench.claims.claim import Band, Claim, Extent, Larger, MoreMs, Same, Times
from bench.claims.judgement import judged
from bench.claims.verdict import Interval, Outcome, Verdict, finding, outcome, verdict
from tests.bench.claims.synthetic import figures

BAND = Band(1.1, 1.4)
ORM_SELECT = next(claim for claim in CLAIMS if claim.name == "orm-select")
ORM_OUTWEIGHS = next(claim for claim in CLAIMS if claim.name == "orm-outweighs-async")


def interval(low: float, high: float) -> Interval:
    return Interval(value=(low * high) ** 0.5, low=low, high=high, rounds=5)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.15, 1.35, "shown"),
        (1.1, 1.4, "shown"),
        (1.41, 1.5, "refuted"),
        (0.9, 1.09, "refuted"),
        (1.05, 1.2, "open"),
        (1.3, 1.5, "open"),
        (1.0, 2.0, "open"),
    ],
)
def test_an_outcome_needs_the_whole_interval(low: float, high: float, expected: Outcome) -> None:
    assert outcome(interval(low, high), BAND) == expected


def test_without_figures_an_outcome_is_open() -> None:
    assert outcome(None, BAND) == "open"


@pytest.mark.parametrize(
    ("made", "should", "expected"),
    [
        ("shown", "shown", "holds"),
        ("shown", "refuted", "holds only when"),
        ("refuted", "shown", "holds only when"),
        ("refuted", "refuted", "does not hold here"),
        ("shown", "open", "undecided"),
        ("open", "shown", "undecided"),
        ("refuted", "open", "undecided"),
        ("open", "refuted", "undecided"),
        ("open", "open", "undecided"),
    ],
)
def test_two_outcomes_make_a_verdict(made: Outcome, should: Outcome, expected: Verdict) -> None:
    assert verdict(made, should) == expected


@pytest.mark.parametrize(
    ("extent", "low", "high"),
    [
        (Times(1.2), 1.1, 1.4),
        (Times(5), 3, 9),
        (MoreMs(10), 5, 20),
        (Same(1.01), 1 / 1.05, 1.05),
        (Larger(), 1.1, inf),
    ],
)
def test_a_claim_has_a_band(extent: Extent, low: float, high: float) -> None:
    assert (extent.band.low, extent.band.high) == pytest.approx((low, high))


@pytest.mark.parametrize(
    ("extent", "low", "high", "expected"),
    [
        (Times(1.2), 1.15, 1.25, "as claimed"),
        (Times(1.2), 1.5, 1.6, "more than claimed"),
        (Times(1.2), 1.02, 1.05, "less than claimed"),
        (Times(1.2), 0.98, 1.03, "no difference detected"),
        (Times(1.2), 0.6, 0.7, "the other way round"),
        (Times(1.2), 1.05, 1.15, "may be as claimed or not"),
        (MoreMs(10), 0.1, 0.3, "less than claimed"),
        (MoreMs(10), -0.1, 0.3, "no difference detected"),
        (Same(1.01), 1.3, 1.5, "differs"),
        (Same(1.01), 0.99, 1.01, "as claimed"),
        (Larger(), 0.97, 1.04, "no difference detected"),
    ],
)
def test_a_finding_says_where_the_figure_lies(
    extent: Extent, low: float, high: float, expected: str
) -> None:
    middle = Interval(value=(low + high) / 2, low=low, high=high, rounds=5)
    assert finding(middle, extent) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.15, 1.35, "shown"),
        (1.41, 1.5, "refuted"),
        (1.02, 1.09, "open"),
        (0.97, 1.03, "open"),
        (0.8, 0.95, "refuted"),
        (1.05, 1.2, "open"),
    ],
)
def test_waking_refutes_nothing_that_lies_towards_one(
    low: float, high: float, expected: Outcome
) -> None:
    assert outcome(interval(low, high), BAND, waking=True) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.15, 1.25, "as claimed"),
        (1.5, 1.6, "more than claimed"),
        (1.02, 1.05, "cannot be told at this rate"),
        (0.98, 1.03, "cannot be told at this rate"),
        (0.6, 0.7, "the other way round"),
        (1.05, 1.15, "may be as claimed or not"),
    ],
)
def test_a_finding_says_when_waking_may_be_what_is_missing(
    low: float, high: float, expected: str
) -> None:
    assert finding(interval(low, high), Times(1.2), waking=True) == expected


def test_what_cannot_be_told_at_a_rate_leaves_a_claim_undecided() -> None:
    both = figures(ORM_OUTWEIGHS.as_made, 1.6) + figures(ORM_OUTWEIGHS.as_it_should, 3.1)
    assert judged(both, ORM_OUTWEIGHS).sentence.startswith("Undecided: less than claimed at this")


@pytest.mark.parametrize(
    ("made", "should", "expected"),
    [
        (3.1, 3.1, "Holds (by CPU at one rate, waking included)."),
        (0.7, 0.8, "Does not hold here (by CPU at one rate, waking included)."),
        (
            9.0,
            3.1,
            f"Holds only when {ORM_OUTWEIGHS.as_it_should.only_when} (by CPU at one rate, waking "
            "included).",
        ),
    ],
)
def test_a_verdict_by_cpu_at_a_rate_says_so(made: float, should: float, expected: str) -> None:
    both = figures(ORM_OUTWEIGHS.as_made, made) + figures(ORM_OUTWEIGHS.as_it_should, should)
    assert judged(both, ORM_OUTWEIGHS).sentence == expected


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_only_groups_at_a_rate_have_waking_in_their_figures(claim: Claim) -> None:
    for one in claim.experiments:
        load = getattr(GROUPS[one.group], "load", None)
        assert one.waking is bool(load and load.rate)


@pytest.mark.parametrize(
    ("made", "should", "expected"),
    [
        (1.2, 1.2, "Holds."),
        (1.2, 1.8, f"Holds only when {ORM_SELECT.as_made.only_when}."),
        (1.8, 1.2, f"Holds only when {ORM_SELECT.as_it_should.only_when}."),
        (1.8, 1.0, "Does not hold here."),
    ],
)
def test_figures_become_a_sentence(made: float, should: float, expected: str) -> None:
    both = figures(ORM_SELECT.as_made, made) + figures(ORM_SELECT.as_it_should, should)
    assert judged(both, ORM_SELECT).sentence == expected


def test_what_a_round_does_to_both_sides_falls_out() -> None:
    found = judged(figures(ORM_SELECT.as_made, 1.2), ORM_SELECT).as_made
    assert found.ci_low == pytest.approx(1.2, rel=0.01)
    assert found.ci_high == pytest.approx(1.2, rel=0.01)


def test_a_claim_in_milliseconds_is_judged_by_the_difference() -> None:
    (claim,) = (claim for claim in CLAIMS if isinstance(claim.extent, MoreMs))
    found = judged(figures(claim.as_made, 1.5), claim).as_made
    assert found.ratio is None
    assert found.difference_ms == pytest.approx(11.5, rel=0.01)


def test_a_single_round_decides_nothing() -> None:
    found = judged(figures(ORM_SELECT.as_made, 1.2, rounds=1), ORM_SELECT)
    assert (found.verdict, found.sentence) == ("undecided", "Undecided: too few rounds count.")


def test_rounds_of_one_side_alone_do_not_count() -> None:
    lone = [one for one in figures(ORM_SELECT.as_made, 1.2) if one.cell == ORM_SELECT.as_made.more]
    assert judged(lone, ORM_SELECT).as_made.rounds == 0


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_no_difference_never_shows_a_claim_of_a_difference(claim: Claim) -> None:
    nothing = judged(figures(claim.as_made, 1.0), claim).as_made
    assert (nothing.outcome == "shown") is isinstance(claim.extent, Same)
