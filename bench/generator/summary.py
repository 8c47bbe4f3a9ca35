"""A recorder's books as plain JSON data."""

from typing import Any, Final

from bench.generator.histogram import encode, summary_ms
from bench.generator.recorder import Recorder

EXAMPLES: Final = 5


def summary(recorder: Recorder) -> dict[str, Any]:
    """Return counts, latencies in milliseconds overall and by request, and the histogram."""
    total = recorder.total()
    return {
        "requests": total.get_total_count(),
        "errors": recorder.errors.total(),
        "error_examples": [reason for reason, _ in recorder.errors.most_common(EXAMPLES)],
        "latency_ms": summary_ms(total),
        "latency_ms_by_request": {
            name: summary_ms(histogram) for name, histogram in sorted(recorder.histograms.items())
        },
        "histogram": encode(total),
    }
