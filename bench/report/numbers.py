"""Figures as people read them: three significant digits, thousands apart, units beside."""

from math import ceil, floor, log10

from bench.results import Comparison
from bench.stats import Estimate

MISSING = "–"


def figure(value: float | None, digits: int = 3) -> str:
    """Write so many significant digits: `1,850`, `12.3`, `0.0412`; a dash for nothing."""
    if value is None:
        return MISSING
    if value == 0:
        return "0"
    rounded = float(f"{value:.{digits - 1}e}")  # 9.96 has its first digit in the tens
    decimals = max(0, digits - 1 - floor(log10(abs(rounded))))
    return f"{value:,.{decimals}f}"


def percent(share: float) -> str:
    """Write a share as a percentage: `0.9 %`, `4.2 %`, `17 %`."""
    return f"{share * 100:.{1 if abs(share) < 0.0995 else 0}f} %"


def span(ratio: float, low: float, high: float) -> str:
    """Write a ratio with its interval: `1.42 times (1.37 to 1.47)`."""
    return f"{ratio:.2f} times ({low:.2f} to {high:.2f})"


def seen_above(comparison: Comparison) -> str:
    """Write what would have been seen, rounded up: `4.2 %`."""
    return percent(ceil((comparison.detectable - 1) * 1_000) / 1_000)


def with_interval(estimate: Estimate | None) -> str:
    """Write an estimate with its interval: `1,850 (1,800–1,900)`."""
    if estimate is None:
        return MISSING
    if estimate.interval is None:
        return figure(estimate.value)
    low, high = estimate.interval
    return f"{figure(estimate.value)} ({figure(low)}–{figure(high)})"


def with_half_width(estimate: Estimate | None) -> str:
    """Write an estimate with its relative half width: `1,850 ±2.7 %`."""
    if estimate is None:
        return MISSING
    if estimate.interval is None:
        return figure(estimate.value)
    low, high = estimate.interval
    return f"{figure(estimate.value)} ±{percent((high / low) ** 0.5 - 1)}"
