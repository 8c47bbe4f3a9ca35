"""HDR histograms of latencies: microseconds, from 1 us to 60 s, three significant digits.

Its size is fixed (17 buckets of 1,024 counters), so memory does not grow with the run; histograms
of several processes or trials add up to exactly the histogram of all (http://hdrhistogram.org).
Needs nothing but the library, so that it serves where only Locust is installed.
"""

from collections.abc import Iterable
from typing import Final

from hdrh.histogram import HdrHistogram

LOWEST_US: Final = 1
HIGHEST_US: Final = 60_000_000
DIGITS: Final = 3
PERCENTILES: Final = {"p50": 50.0, "p90": 90.0, "p95": 95.0, "p99": 99.0, "p999": 99.9}


def new_histogram() -> HdrHistogram:
    """Return an empty histogram."""
    return HdrHistogram(LOWEST_US, HIGHEST_US, DIGITS)


def record_ms(histogram: HdrHistogram, latency_ms: float) -> None:
    """Count one latency; above 60 s it counts as 60 s, below 1 us as 1 us."""
    histogram.record_value(min(max(round(latency_ms * 1000), LOWEST_US), HIGHEST_US))


def merged(histograms: Iterable[HdrHistogram]) -> HdrHistogram:
    """Return the histogram of all that was counted in any of them."""
    total = new_histogram()
    for histogram in histograms:
        total.add(histogram)
    return total


def encode(histogram: HdrHistogram) -> str:
    """Return it compressed and in base64, in HdrHistogram's own V2 format."""
    return str(histogram.encode(), "ascii")


def decode(text: str) -> HdrHistogram:
    """Return the histogram that was encoded so."""
    return HdrHistogram.decode(text)


def summary_ms(histogram: HdrHistogram) -> dict[str, float] | None:
    """Return mean, percentiles and maximum in milliseconds; None when nothing was counted."""
    if not histogram.get_total_count():
        return None
    at = histogram.get_percentile_to_value_dict(list(PERCENTILES.values()))
    return {
        "mean": histogram.get_mean_value() / 1000,
        **{name: at[percentile] / 1000 for name, percentile in PERCENTILES.items()},
        "max": histogram.get_max_value() / 1000,
    }
