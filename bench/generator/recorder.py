"""What came of requests, as Locust's own `request` event tells it.

Needs nothing but Locust and hdrhistogram, so that it serves where nothing else is installed.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from hdrh.histogram import HdrHistogram

from bench.generator.histogram import merged, new_histogram, record_ms

MAX_NAMES: Final = 100
OTHER_NAMES: Final = "(other names)"
MAX_REASONS: Final = 100
OTHER_REASONS: Final = "(other reasons)"


class Recorder:
    """Latencies by request name, and errors by reason.

    Latencies are those of requests that were answered as they should be. Names that carry an id
    would each have a histogram: from the hundredth on they share one, and likewise reasons, so
    that memory stays bounded.
    """

    def __init__(self) -> None:
        self.histograms: dict[str, HdrHistogram] = {}
        self.errors: Counter[str] = Counter()

    def record(
        self,
        request_type: str,
        name: str,
        response_time: float,
        exception: object = None,
        latency_ms: float | None = None,
        **_: Any,
    ) -> None:
        """Take note of one request; a listener of `events.request`. Times are milliseconds.

        `latency_ms` is there when latency began before the request did.
        """
        if exception is None:
            latency_ms = response_time if latency_ms is None else latency_ms
            record_ms(self.histogram(f"{request_type} {name}"), latency_ms)
        else:
            self.count_error(f"{request_type} {name}: {str(exception) or repr(exception)}")

    def record_user_error(self, exception: object, **_: Any) -> None:
        """Take note of an exception in a user's own code; a listener of `events.user_error`."""
        self.count_error(f"{type(exception).__name__} in the locustfile: {exception}")

    def histogram(self, name: str) -> HdrHistogram:
        """Return the histogram of the requests of this name."""
        if name not in self.histograms:
            if len(self.histograms) >= MAX_NAMES:
                name = OTHER_NAMES
            if name not in self.histograms:
                self.histograms[name] = new_histogram()
        return self.histograms[name]

    def count_error(self, reason: str, times: int = 1) -> None:
        """Count an error under its reason."""
        room = reason in self.errors or len(self.errors) < MAX_REASONS
        self.errors[reason if room else OTHER_REASONS] += times

    def add(self, histograms: Iterable[tuple[str, HdrHistogram]], errors: dict[str, int]) -> None:
        """Add what another recorder has seen."""
        for name, histogram in histograms:
            self.histogram(name).add(histogram)
        for reason, times in errors.items():
            self.count_error(reason, times)

    def total(self) -> HdrHistogram:
        """Return the histogram of all requests, whatever their name."""
        return merged(self.histograms.values())
