"""What no meter shows, from conditions that were measured.

Demands are CPU under load. Where all were idle most of the time, a request costs everybody more:
caches are cold, the kernel puts CPUs to sleep and wakes them. That is read from their meters there
(`calm`). Without such an open loop one figure stands for all, from the mean latency of few users.
How much visits differ is left: it fits the P95 of all conditions best.
"""

from collections.abc import Iterator
from dataclasses import replace
from math import log
from typing import Final

from bench.plan.demands import Demands
from bench.plan.loops import Calm
from bench.plan.network import Closed, Load, Open
from bench.plan.route import APP, OTHERS, Fitted, Layout, here, hops
from bench.plan.simulation import Outcome, simulate

CVS: Final = (0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 1.0, 1.25, 1.5, 2.0, 2.5, 3.0)
USUAL_CV: Final = 0.5
REQUESTS: Final = 6_000
STEPS: Final = 6
CORRECTIONS: Final = 4
TINY_S: Final = 1e-7


def fitted(demands: Demands) -> Fitted:
    """Return what makes the model fit what was measured best.

    Without a condition of few users or of low rate nothing tells how long waking takes: it is left
    out.
    """
    if demands.calm:
        found = woken(demands, demands.calm)
    else:
        found = Fitted(fitted_wake_s(demands) if demands.quiet else 0.0)
    return replace(found, cv=min(CVS, key=lambda cv: misfit(demands, replace(found, cv=cv))))


def woken(demands: Demands, calm: Calm) -> Fitted:
    """Return the times to wake with which the model needs the CPU that was measured when calm."""
    trips = demands.round_trips
    app_s, others_s = demands.app_s, demands.busy.generator_s + demands.database_s
    more_app_s, more_others_s = max(0.0, calm.app_s - app_s), max(0.0, calm.others_s - others_s)
    wake_app_s, wake_s = more_app_s / (1 + trips), more_others_s / (2 + trips)
    for _ in range(CORRECTIONS):
        guess = Fitted(wake_s, USUAL_CV, wake_app_s)
        seen = model(demands, guess, Open(calm.rate), REQUESTS // 2)
        wake_app_s *= more_app_s / max(cpu_s(seen, APP) - app_s, TINY_S)
        wake_s *= more_others_s / max(cpu_s(seen, OTHERS) - others_s, TINY_S)
    return Fitted(wake_s, USUAL_CV, wake_app_s)


def cpu_s(seen: Outcome, station: str) -> float:
    """Return the seconds that a station was busy a request."""
    return seen.busy[station] / seen.throughput_rps


def fitted_wake_s(demands: Demands) -> float:
    """Return the seconds that waking takes, by bisection on the mean latency of few users."""
    seen = demands.quiet or demands.busy
    low, high = 0.0, 2 * seen.mean_s / hops(demands)
    for _ in range(STEPS + 2):
        middle = (low + high) / 2
        guess = Fitted(middle, cv=USUAL_CV)
        if model(demands, guess, Closed(seen.users), REQUESTS // 3).mean_s < seen.mean_s:
            low = middle
        else:
            high = middle
    return low if low > 0 else 0.0


def misfit(demands: Demands, guess: Fitted) -> float:
    """Return the sum of squares of what the model's P95 is off by, on the log scale."""
    return sum(
        log(model(demands, guess, load, REQUESTS).p95_s / p95_s) ** 2
        for load, p95_s in conditions(demands)
    )


def conditions(demands: Demands) -> Iterator[tuple[Load, float]]:
    """Yield what was measured, each with its P95 in seconds."""
    yield Closed(demands.busy.users), demands.busy.p95_s
    if demands.quiet:
        yield Closed(demands.quiet.users), demands.quiet.p95_s
    if demands.calm:
        yield Open(demands.calm.rate), demands.calm.p95_s


def model(demands: Demands, guess: Fitted, load: Load, requests: int) -> Outcome:
    """Return what the model says of a condition that was measured."""
    layout = Layout(demands.threads, demands.pool_size)
    network = here(demands, guess, layout, open_loop=isinstance(load, Open))
    return simulate(network, load, requests)


def throughput_error(demands: Demands, found: Fitted) -> float:
    """Return what the model's throughput is off by where it was fitted, as a part of the measured.

    Much of it means that the app was kept from its CPU, or that the model is not true of it.
    """
    seen = demands.busy
    told = model(demands, found, Closed(seen.users), REQUESTS)
    return told.throughput_rps / seen.throughput_rps - 1
