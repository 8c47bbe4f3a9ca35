"""Closed and open loops as they were measured: the medians of a stack's valid trials."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.results import Results, Trial

MOST_CALM: Final = 0.3
"""Of the capacity: above it, too few find everybody idle to tell what that costs."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A closed loop as it was measured, the median of its valid trials; seconds."""

    users: int
    throughput_rps: float
    mean_s: float
    p95_s: float
    generator_s: float
    """CPU of the load generator a request."""


@dataclass(frozen=True, kw_only=True)
class Calm:
    """An open loop that leaves everybody idle most of the time, as it was measured; seconds."""

    rate: float
    app_s: float
    """CPU of the app a request."""
    others_s: float
    """CPU of generator and database a request."""
    p95_s: float


def near(results: Results, stack: str, workload: str) -> list[Trial]:
    """Return a stack's valid trials of a workload, those without a latency proxy.

    At 0 ms it is there too, in each round trip and on the CPUs of generator and database.
    """
    return [
        trial
        for trial in results.trials
        if trial.stack == stack and trial.workload == workload and trial.valid
        if trial.latency_ms and trial.db_latency_ms is None
    ]


def closed_loops(trials: Iterable[Trial]) -> Mapping[int, Sequence[Trial]]:
    """Return the closed loops among trials, by the number of users."""
    found: dict[int, list[Trial]] = {}
    for trial in trials:
        if trial.users:
            found.setdefault(trial.users, []).append(trial)
    return found


def seen_in(users: int, trials: Sequence[Trial]) -> Seen:
    """Return what trials of one closed loop showed."""
    latencies = [trial.latency_ms for trial in trials if trial.latency_ms]
    return Seen(
        users=users,
        throughput_rps=median(trial.throughput_rps for trial in trials),
        mean_s=median(latency.mean for latency in latencies) / 1e3,
        p95_s=median(latency.p95 for latency in latencies) / 1e3,
        generator_s=median(map(generator_s, trials)),
    )


def calm_rate(trials: Iterable[Trial]) -> float | None:
    """Return the lowest rate of an open loop, None without one."""
    return min((trial.rate for trial in trials if trial.rate), default=None)


def calm_in(trials: Sequence[Trial], capacity_rps: float) -> Calm | None:
    """Return what the open loop of the lowest rate showed; None where that is not low."""
    rate = calm_rate(trials)
    if rate is None or rate > MOST_CALM * capacity_rps:
        return None
    calm = [trial for trial in trials if trial.rate == rate and trial.app_cpu_us_per_request]
    if not calm:
        return None
    return Calm(
        rate=rate,
        app_s=median(trial.app_cpu_us_per_request or 0.0 for trial in calm) / 1e6,
        others_s=median(
            generator_s(trial) + (trial.db_cpu_us_per_request or 0.0) / 1e6 for trial in calm
        ),
        p95_s=median(trial.latency_ms.p95 for trial in calm if trial.latency_ms) / 1e3,
    )


def generator_s(trial: Trial) -> float:
    """Return the seconds of CPU of the load generator a request."""
    return (trial.generator_cpu_fraction or 0.0) / trial.throughput_rps
