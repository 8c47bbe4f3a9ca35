"""One ratio: its interval, its p-value, and the smallest ratio that would have been seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, inf, log, sqrt
from statistics import fmean, stdev, variance

from scipy.special import stdtr, stdtrit

from bench.results import Verdict

POWER = 0.80
"""The chance of seeing a ratio as large as `Ratio.detectable`; Cohen's convention."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with its confidence interval; `detectable` is at least 1.

    Very few rounds bound nothing: then the interval goes from 0 to infinity.
    """

    ratio: float
    ci_low: float
    ci_high: float
    rounds: int
    detectable: float

    @property
    def half_width(self) -> float:
        """Half the interval as a relative figure: 0.03 reads as "plus or minus 3 %"."""
        return sqrt(self.ci_high / self.ci_low) - 1 if self.ci_low else inf


@dataclass(frozen=True, slots=True)
class Effect:
    """The logarithm of a ratio, with its standard error and Student's degrees of freedom."""

    log_ratio: float
    standard_error: float
    degrees_of_freedom: float
    rounds: int

    @property
    def p_value(self) -> float:
        """Two-sided p-value of "the ratio is 1" (Student's t test)."""
        if self.standard_error == 0:
            return 1.0 if self.log_ratio == 0 else 0.0
        t = abs(self.log_ratio) / self.standard_error
        return 2 * float(stdtr(self.degrees_of_freedom, -t))

    def ratio(self, alpha: float = 0.05) -> Ratio:
        """Student's t interval at confidence 1 - `alpha`, back on the scale of ratios.

        `detectable` is exp((t[1 - alpha/2] + t[0.8]) x standard error): the minimum
        detectable effect of a two-sided test at `alpha` with 80 % power (Bloom 1995,
        "Minimum detectable effects", Evaluation Review 19(5), 547-556).
        """
        quantile = float(stdtrit(self.degrees_of_freedom, 1 - alpha / 2))
        reach = quantile + float(stdtrit(self.degrees_of_freedom, POWER))
        return Ratio(
            ratio=power(self.log_ratio),
            ci_low=power(self.log_ratio - quantile * self.standard_error),
            ci_high=power(self.log_ratio + quantile * self.standard_error),
            rounds=self.rounds,
            detectable=power(reach * self.standard_error),
        )


def power(logarithm: float) -> float:
    """Return e to this power; infinity where no float is as large."""
    try:
        return exp(logarithm)
    except OverflowError:
        return inf


def paired(pairs: Sequence[tuple[float, float]]) -> Effect:
    """Effect of pairs (a, b), one a round, both above 0; ValueError for fewer than two.

    A round's two trials share the minute they ran in, so what the machine did then falls
    out of their ratio (Student's paired t test on logarithms; Box, Hunter & Hunter 2005,
    "Statistics for Experimenters", 2nd ed., chapter 3).
    """
    logs = [log(a / b) for a, b in pairs]
    if len(logs) < 2:
        raise ValueError("an interval needs two rounds or more")
    return Effect(fmean(logs), stdev(logs) / sqrt(len(logs)), len(logs) - 1, len(logs))


def paired_ratio(pairs: Sequence[tuple[float, float]], confidence: float = 0.95) -> Ratio:
    """Ratio a / b of pairs within rounds, alone: `bench.stats.family` judges several at once."""
    return paired(pairs).ratio(1 - confidence)


def unpaired(a: Sequence[float], b: Sequence[float]) -> Effect:
    """Effect of two independent samples, above 0; ValueError for fewer than two on a side.

    Welch's t on logarithms (Welch 1947, "The generalization of Student's problem when several
    different population variances are involved", Biometrika 34, 28-35).
    """
    if min(len(a), len(b)) < 2:
        raise ValueError("an interval needs two trials or more on each side")
    logs_a, logs_b = [log(x) for x in a], [log(x) for x in b]
    share_a, share_b = variance(logs_a) / len(a), variance(logs_b) / len(b)
    spread = share_a + share_b
    freedom = (
        spread**2 / (share_a**2 / (len(a) - 1) + share_b**2 / (len(b) - 1))
        if spread > 0
        else float(len(a) + len(b) - 2)
    )
    return Effect(fmean(logs_a) - fmean(logs_b), sqrt(spread), freedom, min(len(a), len(b)))


def verdict(ratio: Ratio, *, higher_is_better: bool) -> Verdict:
    """Name the better side, `a` or `b`, when the interval leaves out 1."""
    if ratio.ci_low <= 1 <= ratio.ci_high:
        return "no difference detected"
    return "a" if (ratio.ratio > 1) == higher_is_better else "b"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A geometric mean over trials; the interval is None for fewer than two."""

    value: float
    interval: tuple[float, float] | None
    trials: int


def geometric_mean(values: Sequence[float], confidence: float = 0.95) -> Estimate | None:
    """Geometric mean with its t interval; None where no value is there, or one is not above 0.

    The interval tells how well this one figure is known. Whether two stacks differ is for
    their paired ratio to say: two such intervals may overlap while the ratio is clear of 1.
    """
    if not values or min(values) <= 0:
        return None
    if len(values) == 1:
        return Estimate(values[0], None, 1)
    around_one = paired([(value, 1.0) for value in values]).ratio(1 - confidence)
    return Estimate(around_one.ratio, (around_one.ci_low, around_one.ci_high), len(values))
