"""The figures of a trial that stacks are compared in."""

from dataclasses import dataclass
from typing import Final

from bench.results import Metric, Trial


@dataclass(frozen=True, slots=True)
class Meaning:
    """How a metric is called, what it counts in, and which direction is good."""

    label: str
    unit: str
    higher_is_better: bool = False


METRICS: Final[dict[Metric, Meaning]] = {
    "throughput_rps": Meaning("throughput", "requests/s", higher_is_better=True),
    "latency_p50_ms": Meaning("median latency", "ms"),
    "latency_p95_ms": Meaning("95th percentile latency", "ms"),
    "latency_p99_ms": Meaning("99th percentile latency", "ms"),
    "app_cpu_us_per_request": Meaning("app CPU a request", "µs"),
    "db_cpu_us_per_request": Meaning("database CPU a request", "µs"),
    "peak_rss_mib": Meaning("peak memory", "MiB"),
}


def value(trial: Trial, metric: Metric) -> float | None:
    """Return the trial's figure in `metric`; None where it was not measured."""
    latency = trial.latency_ms
    match metric:
        case "throughput_rps":
            return trial.throughput_rps
        case "latency_p50_ms":
            return latency.p50 if latency else None
        case "latency_p95_ms":
            return latency.p95 if latency else None
        case "latency_p99_ms":
            return latency.p99 if latency else None
        case "app_cpu_us_per_request":
            return trial.app_cpu_us_per_request
        case "db_cpu_us_per_request":
            return trial.db_cpu_us_per_request
        case "peak_rss_mib":
            return trial.peak_rss_mib
