"""What one more of something costs: the slope of a straight line, with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.special import stdtrit

FEWEST = 4
"""Figures that a line is put through at least."""


@dataclass(frozen=True, slots=True)
class Slope:
    """A least-squares line and the interval of its slope."""

    value: float
    ci_low: float
    ci_high: float
    intercept: float
    count: int


def slope(pairs: Sequence[tuple[float, float]], confidence: float = 0.95) -> Slope | None:
    """Fit a line of y on x, with Student's t interval; None for too few figures or one x.

    Draper & Smith 1998, "Applied Regression Analysis", 3rd ed., section 1.4.
    """
    count = len(pairs)
    if count < FEWEST or len({x for x, _ in pairs}) < 2:
        return None
    centre, mean = sum(x for x, _ in pairs) / count, sum(y for _, y in pairs) / count
    squares = sum((x - centre) ** 2 for x, _ in pairs)
    value = sum((x - centre) * (y - mean) for x, y in pairs) / squares
    rest = sum((y - mean - value * (x - centre)) ** 2 for x, y in pairs)
    quantile = float(stdtrit(count - 2, (1 + confidence) / 2))
    reach = quantile * sqrt(rest / (count - 2) / squares)
    return Slope(value, value - reach, value + reach, mean - value * centre, count)
