"""From an interval to a word, by rule: nobody types a verdict.

An experiment shows a claim when its whole 95 % interval lies in the claim's band, and refutes it
when the whole interval lies outside; an interval across an edge leaves it open. So does a ratio of
figures with waking in them that misses the band towards 1.
"""

from dataclasses import dataclass
from math import isclose
from typing import Final, Literal

from bench.claims.claim import Band, Extent, MoreMs

Outcome = Literal["shown", "refuted", "open"]
Verdict = Literal["holds", "holds only when", "does not hold here", "undecided"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A ratio or a difference in milliseconds, with its 95 % interval over paired rounds."""

    value: float
    low: float
    high: float
    rounds: int


UNTOLD: Final = "cannot be told at this rate"
"""The finding where waking may be what keeps a ratio below a claim's band."""


def outcome(interval: Interval | None, band: Band, *, waking: bool = False) -> Outcome:
    """Say whether an experiment shows a claim; without figures it is open.

    With `waking` both figures have about the same time to wake in them, which draws their ratio
    towards 1, but not across it.
    """
    if interval is None:
        return "open"
    if band.low <= interval.low and interval.high <= band.high:
        return "shown"
    if waking and 1 <= interval.high < band.low:
        return "open"
    if interval.high < band.low or band.high < interval.low:
        return "refuted"
    return "open"


def verdict(as_made: Outcome, as_it_should: Outcome) -> Verdict:
    """Join both experiments; what may turn out either way is undecided."""
    match as_made, as_it_should:
        case "shown", "shown":
            return "holds"
        case ("shown", "refuted") | ("refuted", "shown"):
            return "holds only when"
        case "refuted", "refuted":
            return "does not hold here"
        case _:
            return "undecided"


_NONE: Final = {True: 0.0, False: 1.0}
"""What "no difference" is, by whether it is a difference in milliseconds."""


def finding(interval: Interval | None, extent: Extent, *, waking: bool = False) -> str:
    """Say how the measured figure lies to the claimed one; `waking` as for `outcome`."""
    if interval is None:
        return "not measured"
    band = extent.band
    match outcome(interval, band, waking=waking):
        case "shown":
            return "as claimed"
        case "open" if outcome(interval, band) == "refuted":
            return UNTOLD
        case "open":
            return "may be as claimed or not"
        case _:
            return _astray(interval, band, _NONE[isinstance(extent, MoreMs)])


def _astray(interval: Interval, band: Band, none: float) -> str:
    """Say in which direction a refuted figure lies."""
    claims_a_difference = not band.low < none < band.high
    if not claims_a_difference:
        return "differs"
    if interval.low <= none <= interval.high or isclose(interval.value, none):
        return "no difference detected"
    if interval.value < none:
        return "the other way round"
    return "more than claimed" if interval.low > band.high else "less than claimed"
