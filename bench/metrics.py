"""The figures of a trial that stacks are compared in."""

from dataclasses import dataclass
from typing import Final

from bench.results import Latency, Metric, Trial

SLOW: Final = "GET /slow?ms=200"
"""The request that is slow on purpose, by the name that the load generator counts it under."""


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
    latency = compared_latency(trial)
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


def compared_latency(trial: Trial) -> Latency | None:
    """Return the latency that stacks are compared by, which is that of all requests but `SLOW`.

    Where a twentieth is slow on purpose, the P95 of all is a quick or a slow request's by a toss
    of a coin. Percentiles of several other kinds cannot be joined: there it is that of all.
    """
    name = quick_request(trial)
    return trial.latency_ms_by_request[name] if name else trial.latency_ms


def quick_request(trial: Trial) -> str | None:
    """Return the name of the one kind of request beside `SLOW`; None without it, or with more."""
    quick = [name for name in trial.latency_ms_by_request if name != SLOW]
    return quick[0] if SLOW in trial.latency_ms_by_request and len(quick) == 1 else None
