"""The way of a request through generator, app, pool and database, as a network."""

from dataclasses import dataclass, replace

from bench.plan.demands import Demands
from bench.plan.network import Clock, Delay, Give, Network, Shared, Step, Take, Visit

APP = "app"
OTHERS = "others"
THREADS = "threads"
POOL = "pool"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What `bench.plan.fit` finds for a stack."""

    wake_s: float = 0.0
    """Of generator and database, after an idle time; of the app too where `wake_app_s` is None."""
    cv: float = 1.0
    wake_app_s: float | None = None

    @property
    def metered(self) -> bool:
        """Whether the times to wake come from meters, and not from latencies alone."""
        return self.wake_app_s is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """What a process may use; None for as much as it likes. `latency_s` is added a round trip.

    `proxy_s` is the CPU of whatever adds it here, on the CPUs of generator and database.
    """

    threads: int | None = None
    pool_size: int | None = None
    latency_s: float = 0.0
    proxy_s: float = 0.0


def here(demands: Demands, fitted: Fitted, layout: Layout, *, open_loop: bool = False) -> Network:
    """Return the network of a trial: generator and database share the CPUs without the app.

    In an open loop latency begins at the intended start, before the generator gets to it.
    """
    inside = demands.busy.generator_s - demands.between_s
    visit = Visit(OTHERS, demands.database_s / max(demands.round_trips, 1), fitted.wake_s)
    between = Visit(OTHERS, demands.between_s)
    begin = Clock(ends=False)
    arrival = replace(between, wake_s=fitted.wake_s if fitted.metered else 0.0)
    route = (
        *((begin, arrival) if open_loop else (between, begin)),
        Visit(OTHERS, inside / 2),
        *app_route(demands, fitted, layout, visit),
        Visit(OTHERS, inside / 2, fitted.wake_s),
        Clock(ends=True),
    )
    stations = {APP: 1, OTHERS: demands.cpus_of_others}
    return network(stations, route, fitted, layout)


def elsewhere(
    demands: Demands, fitted: Fitted, layout: Layout, *, servers: int, utilisation: float
) -> Network:
    """Return one of many processes, whose database so many servers keep up, busy so much."""
    trips = max(demands.round_trips, 1)
    waking_s = fitted.wake_s * (1 - utilisation if fitted.metered else 1)
    visit = Shared(demands.database_s / trips + waking_s, servers, utilisation)
    route = (
        Clock(ends=False),
        *app_route(demands, fitted, layout, visit),
        Clock(ends=True),
    )
    return network({APP: 1}, route, fitted, layout)


def network(
    stations: dict[str, int], route: tuple[Step, ...], fitted: Fitted, layout: Layout
) -> Network:
    """Return stations and a route with what was fitted."""
    return Network(stations, route, limits(layout), fitted.cv, erratic=fitted.metered)


def limits(layout: Layout) -> dict[str, int | None]:
    """Return how many threads and connections a process has."""
    return {THREADS: layout.threads, POOL: layout.pool_size}


def app_route(
    demands: Demands, fitted: Fitted, layout: Layout, database: Visit | Shared
) -> tuple[Step, ...]:
    """Return what happens between a request's arrival at the app and its answer.

    The framework's part comes before and after the database's; while that lasts, a connection is
    held, also when its task or thread stands in line for the CPU.
    """
    around, trips = demands.floor_s / 2, demands.round_trips
    wake_s = fitted.wake_s if fitted.wake_app_s is None else fitted.wake_app_s
    within = (demands.app_s - demands.floor_s) / (trips + 1)
    work: list[Step] = [Take(POOL), Visit(APP, within)] if trips else [Visit(APP, within)]
    for _ in range(trips):
        work += [Delay(layout.latency_s)] if layout.latency_s else []
        work += [Visit(OTHERS, layout.proxy_s)] if layout.proxy_s else []
        work += [database, Visit(APP, within, wake_s)]
    work += [Give(POOL)] if trips else []
    if demands.holds == "database":
        work = [Take(THREADS), *work, Give(THREADS)]
    whole = [Visit(APP, around, wake_s), *work, Visit(APP, around)]
    if demands.holds == "request":
        whole = [Take(THREADS), *whole, Give(THREADS)]
    return tuple(whole)


def hops(demands: Demands) -> int:
    """Return how many visits of a trial find their station asleep when there is a single user."""
    return 2 + 2 * demands.round_trips
