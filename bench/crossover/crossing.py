"""Where a straight line through scattered figures is 0, with the interval of that place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, inf, log, sqrt

from scipy.special import stdtrit

Sample = tuple[float, float]
"""A place on the axis, above 0, and the log ratio that one round found there."""

NEAR = 3.0
"""Neighbouring places are at most this factor apart where a curve may pass for a line."""

CONFIDENCE = 0.98
"""At which a line's interval is drawn, for 95 %: places were chosen by looking at the figures, and
rounds end when the interval is narrow, which together costs some points of what it promises
(tests/bench/crossover/test_coverage.py)."""

FEWEST = 6
"""Rounds that a line is put through at least."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where the ratio of two stacks is 1: a place on the axis and its 95 % interval.

    `value` may be None where the figures only tell between which places it lies.
    """

    value: float | None
    low: float
    high: float

    @property
    def half_width(self) -> float:
        """Half the interval as a relative figure: 0.2 reads as "plus or minus 20 %"."""
        return sqrt(self.high / self.low) - 1


@dataclass(frozen=True, slots=True)
class Line:
    """A least-squares line y = intercept + slope (u - centre), and what its scatter tells."""

    centre: float
    intercept: float
    slope: float
    variance: float
    sum_of_squares: float
    count: int

    def zero(self, confidence: float = CONFIDENCE) -> tuple[float, float, float] | None:
        """Return where it is 0, and the interval of that; None where the slope may be 0.

        Fieller's theorem: the places u at which "the line is 0" is not rejected (Fieller 1954,
        "Some problems in interval estimation", Journal of the Royal Statistical Society B 16,
        175-185; as inverse prediction in Draper & Smith 1998, "Applied Regression Analysis",
        3rd ed., section 3.2).
        """
        t = float(stdtrit(self.count - 2, (1 + confidence) / 2))
        g = t * t * self.variance / (self.slope**2 * self.sum_of_squares) if self.slope else inf
        if g >= 1:
            return None
        offset = -self.intercept / self.slope
        middle = offset / (1 - g)
        reach = (t * sqrt(self.variance) / abs(self.slope) / (1 - g)) * sqrt(
            (1 - g) / self.count + offset**2 / self.sum_of_squares
        )
        return self.centre + offset, self.centre + middle - reach, self.centre + middle + reach


def line(samples: Sequence[Sample]) -> Line | None:
    """Fit a line of y on the logarithm of x; None for too few samples, or only one place."""
    if len(samples) < FEWEST or len({x for x, _ in samples}) < 2:
        return None
    us = [log(x) for x, _ in samples]
    ys = [y for _, y in samples]
    count = len(samples)
    centre, mean = sum(us) / count, sum(ys) / count
    squares = sum((u - centre) ** 2 for u in us)
    slope = sum((u - centre) * (y - mean) for u, y in zip(us, ys, strict=True)) / squares
    rest = sum((y - mean - slope * (u - centre)) ** 2 for u, y in zip(us, ys, strict=True))
    return Line(centre, mean, slope, rest / (count - 2), squares, count)


def crossing(samples: Sequence[Sample], low: float, high: float) -> Crossing:
    """Return where the ratio is 1, known to lie between two places whose signs are clear.

    A line goes through the rounds at these places and between them, once they are so near each
    other that a curve may pass for one. Where it says less than the signs do, the signs hold.
    """
    known = Crossing(None, low, high)
    inside = [(x, y) for x, y in samples if low <= x <= high]
    places = sorted({x for x, _ in inside})
    if any(after > NEAR * before for before, after in pairwise(places)):
        return known
    found = line(inside)
    zero = found.zero() if found else None
    if zero is None or not log(low) <= zero[0] <= log(high):
        return known
    place, least, most = zero
    if len(places) == 2:  # both signs are clear, and what is between them was never seen
        return Crossing(exp(place), low, high)
    return Crossing(exp(place), max(exp(max(least, log(low))), low), exp(min(most, log(high))))
