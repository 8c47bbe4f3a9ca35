"""What no meter shows, from the latencies of the conditions that were measured.

Demands are CPU under load. Two figures are left: how long an idle station takes to wake (system
calls, context switches, an idle CPU), from the mean latency of few users; and how much visits
differ, from the P95 of few and of many.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import log

from bench.plan.demands import Demands, Seen
from bench.plan.network import Closed
from bench.plan.route import Fitted, Layout, here, hops
from bench.plan.simulation import Outcome, simulate

CVS = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
REQUESTS = 6_000
STEPS = 6


def fitted(demands: Demands) -> Fitted:
    """Return what makes the model fit the measured latencies best.

    Without a condition of few users nothing tells how long waking takes: it is left out.
    """
    wake_s = fitted_wake_s(demands) if demands.quiet else 0.0
    found = Fitted(wake_s)
    return replace(found, cv=min(CVS, key=lambda cv: misfit(demands, replace(found, cv=cv))))


def fitted_wake_s(demands: Demands) -> float:
    """Return the seconds that waking takes, by bisection on the mean latency of few users."""
    seen = demands.quiet or demands.busy
    low, high = 0.0, 2 * seen.mean_s / hops(demands)
    for _ in range(STEPS + 2):
        middle = (low + high) / 2
        if model(demands, Fitted(middle, cv=0.5), seen, REQUESTS // 3).mean_s < seen.mean_s:
            low = middle
        else:
            high = middle
    return low if low > 0 else 0.0


def misfit(demands: Demands, guess: Fitted) -> float:
    """Return the sum of squares of what the model's P95 is off by, on the log scale."""
    return sum(
        log(model(demands, guess, seen, REQUESTS).p95_s / seen.p95_s) ** 2
        for seen in conditions(demands)
    )


def conditions(demands: Demands) -> Iterator[Seen]:
    """Yield the closed loops that were measured."""
    yield demands.busy
    if demands.quiet:
        yield demands.quiet


def model(demands: Demands, guess: Fitted, seen: Seen, requests: int) -> Outcome:
    """Return what the model says of a condition that was measured."""
    network = here(demands, guess, Layout(demands.threads, demands.pool_size))
    return simulate(network, Closed(seen.users), requests)


def throughput_error(demands: Demands, found: Fitted) -> float:
    """Return what the model's throughput is off by where it was fitted, as a part of the measured.

    Much of it means that the app was kept from its CPU, or that the model is not true of it.
    """
    seen = demands.busy
    return model(demands, found, seen, REQUESTS).throughput_rps / seen.throughput_rps - 1
