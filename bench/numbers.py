"""Figures as people read them: three significant digits, thousands apart, units beside."""

from math import ceil, floor, log10

from bench.results import Comparison
from bench.stats import Estimate

MISSING = "–"
OPEN = 100.0
"""A bound that is more than so many times away from its figure is not told: it bounds nothing."""


def figure(value: float | None, digits: int = 3) -> str:
    """Write so many significant digits: `1,850`, `12.3`, `0.0412`; a dash for nothing."""
    if value is None:
        return MISSING
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")  # 9.96 has its first digit in the tens
    decimals = max(0, digits - 1 - floor(log10(abs(rounded))))
    return f"{value:,.{decimals}f}"


def plain(value: float, digits: int = 3) -> str:
    """Write so many significant digits, all whole ones, no zeros at the end: `0.05`, `1,024`."""
    return f"{value:,.0f}" if value >= 10**digits - 0.5 else f"{value:.{digits}g}"


def percent(share: float) -> str:
    """Write a share as a percentage: `0.9 %`, `4.2 %`, `17 %`."""
    return f"{share * 100:.{1 if abs(share) < 0.0995 else 0}f} %"


def is_known(value: float, low: float, high: float | None) -> bool:
    """Whether both bounds of a figure tell something; `high` is None where there is none."""
    return high is not None and high <= OPEN * value and value <= OPEN * low


def interval(
    ratio: float, low: float, high: float | None, digits: int = 2, to: str = " to "
) -> str:
    """Write a ratio's interval: `1.37 to 1.47`, or that it is not known."""
    if high is not None and is_known(ratio, low, high):
        return f"{low:.{digits}f}{to}{high:.{digits}f}"
    if low > 1:
        return f"{low:.{digits}f} or more"
    return "not known" if high is None or high >= 1 else f"{high:.{digits}f} or less"


def span(ratio: float, low: float, high: float | None) -> str:
    """Write a ratio with its interval: `1.42 times (1.37 to 1.47)`."""
    return f"{ratio:.2f} times ({interval(ratio, low, high)})"


def seen_above(comparison: Comparison) -> str | None:
    """Write what would have been seen, rounded up: `4.2 %`; None where nothing is known of it."""
    detectable = comparison.detectable
    if detectable is None or detectable > OPEN:
        return None
    return percent(ceil((detectable - 1) * 1_000) / 1_000)


def with_interval(estimate: Estimate | None) -> str:
    """Write an estimate with its interval: `1,850 (1,800–1,900)`."""
    if estimate is None:
        return MISSING
    if estimate.interval is None:
        return figure(estimate.value)
    low, high = estimate.interval
    if not is_known(estimate.value, low, high):
        return f"{figure(estimate.value)} (not known)"
    return f"{figure(estimate.value)} ({figure(low)}–{figure(high)})"


def with_half_width(estimate: Estimate | None) -> str:
    """Write an estimate with its relative half width: `1,850 ±2.7 %`, `±?` where not known."""
    if estimate is None:
        return MISSING
    if estimate.interval is None:
        return figure(estimate.value)
    low, high = estimate.interval
    if not is_known(estimate.value, low, high):
        return f"{figure(estimate.value)} ±?"
    return f"{figure(estimate.value)} ±{percent((high / low) ** 0.5 - 1)}"
