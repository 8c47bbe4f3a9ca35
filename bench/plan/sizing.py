"""From a goal to numbers of processes, threads, connections and machines."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import ceil

from bench.plan.demands import Demands
from bench.plan.document import Resource, StackPlan
from bench.plan.extrapolation import beyond
from bench.plan.goal import MOST_BUSY, Goal
from bench.plan.network import Open
from bench.plan.route import POOL, THREADS, Fitted, Layout, elsewhere
from bench.plan.simulation import Outcome, Use, simulate

ENOUGH = 0.999
"""The part of the time at which a pool of nobody's waiting has to be enough."""

DEARER = 1.05
"""What a small pool, or few threads, may do to the P95."""

TOLERANCE = 0.01
REQUESTS = 8_000
FINAL_REQUESTS = 30_000


@dataclass(frozen=True)
class Model:
    """A stack under a goal: what a process does at a rate, with a layout."""

    demands: Demands
    fitted: Fitted
    goal: Goal

    @property
    def databases(self) -> int:
        """How many databases hold so much CPU."""
        need = self.goal.rate * self.demands.database_s
        return max(1, ceil(need / (MOST_BUSY * self.goal.database_cores)))

    @property
    def database_busy(self) -> float:
        """The part of the databases' CPU that is used."""
        need = self.goal.rate * self.demands.database_s
        return need / (self.databases * self.goal.database_cores)

    @property
    def loneliest(self) -> int:
        """So many processes that each is idle for 99 % of the time."""
        return ceil(100 * self.goal.rate * self.demands.app_s)

    def layout(self, threads: int | None = None, pool_size: int | None = None) -> Layout:
        """Return a layout at the goal's distance from the database."""
        return Layout(threads, pool_size, self.goal.db_latency_ms / 1e3)

    def outcome(self, processes: int, layout: Layout, requests: int = REQUESTS) -> Outcome:
        """Return what becomes of the goal's rate, spread over so many processes."""
        network = elsewhere(
            self.demands,
            self.fitted,
            layout,
            servers=self.goal.database_cores,
            utilisation=self.database_busy,
        )
        return simulate(network, Open(self.goal.rate / processes), requests)

    def keeps(self, processes: int) -> bool:
        """Whether the P95 is kept, with as many threads and connections as are liked."""
        return self.outcome(processes, self.layout()).p95_s * 1e3 <= self.goal.p95_ms


def plan_stack(demands: Demands, fitted: Fitted, goal: Goal) -> StackPlan:
    """Return what the stack needs for the goal, or why it cannot be had."""
    model = Model(demands, fitted, goal)
    alone = model.outcome(model.loneliest, model.layout())
    processes = fewest_processes(model) if alone.p95_s * 1e3 <= goal.p95_ms else None
    while processes and processes <= model.loneliest:
        layout = smallest_layout(model, processes)
        outcome = model.outcome(processes, layout, FINAL_REQUESTS)
        if outcome.p95_s * 1e3 <= goal.p95_ms:
            found = described(model, processes, layout, outcome)
            found = replace(found, alone_p95_ms=alone.p95_s * 1e3)
            return replace(found, extrapolated=tuple(beyond(found, demands, goal)))
        processes += ceil(processes / 20)  # the short simulations were too kind
    return StackPlan(stack=demands.stack, reachable=False, alone_p95_ms=alone.p95_s * 1e3)


def smallest_layout(model: Model, processes: int) -> Layout:
    """Return the fewest threads, then the smallest pool, that leave the P95 about as it is."""
    free = model.outcome(processes, model.layout())
    bound_s = max(free.p95_s, min(model.goal.p95_ms / 1e3, DEARER * free.p95_s))
    threads = fewest(
        free.used[THREADS],
        lambda count: model.outcome(processes, model.layout(count)).p95_s <= bound_s,
    )
    pool_size = fewest(
        free.used[POOL],
        lambda count: model.outcome(processes, model.layout(threads, count)).p95_s <= bound_s,
    )
    if threads and pool_size:  # no thread holds two of them
        pool_size = min(pool_size, threads)
    return model.layout(threads, pool_size)


def described(model: Model, processes: int, layout: Layout, outcome: Outcome) -> StackPlan:
    """Return a layout as a plan."""
    found = StackPlan(
        stack=model.demands.stack,
        reachable=True,
        processes=processes,
        threads=layout.threads,
        pool_size=layout.pool_size,
        connections=processes * (layout.pool_size or 0),
        machines=ceil(processes / model.goal.cores_per_machine),
        databases=model.databases,
        mean_ms=outcome.mean_s * 1e3,
        p95_ms=outcome.p95_s * 1e3,
    )
    return replace(found, resources=tuple(resources(model, found, outcome)))


def fewest_processes(model: Model) -> int | None:
    """Return the least number of processes, to within a percent, that keeps the P95.

    None where even a hundred times what the CPU needs does not.
    """
    low = ceil(model.goal.rate * model.demands.app_s / MOST_BUSY)
    if model.keeps(low):
        return low
    high = 2 * low
    while not model.keeps(high):
        if high > model.loneliest:
            return None
        low, high = high, 2 * high
    while high - low > max(1, TOLERANCE * high):
        middle = (low + high) // 2
        low, high = (low, middle) if model.keeps(middle) else (middle, high)
    return high


def fewest(use: Use, keeps: Callable[[int], bool]) -> int | None:
    """Return the least number that `keeps`, by bisection; None for what is never held."""
    if not use.mean:
        return None
    high = max(1, use.quantile(ENOUGH))
    while not keeps(high):
        high += ceil(high / 4)
    low = max(0, ceil(use.mean / MOST_BUSY) - 1)
    high = max(high, low + 1)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if keeps(middle) else (middle, high)
    return high


def resources(model: Model, plan: StackPlan, outcome: Outcome) -> list[Resource]:
    """Return how much of each resource is used, and the rate at which that would be all of it.

    By the utilisation law for CPU, by Little's law (1961) for what is held: the mean number held
    is the rate times how long each is held.
    """
    goal, processes = model.goal, plan.processes
    shares = {
        "app CPU": goal.rate * model.demands.app_s / processes,
        "database CPU": model.database_busy,
        "pooled connections": _share(outcome.used[POOL], plan.pool_size),
        "threads": _share(outcome.used[THREADS], plan.threads),
    }
    found = [
        Resource(name=name, used=share, all_at_rps=goal.rate / share)
        for name, share in shares.items()
        if share
    ]
    usable = goal.usable_connections * plan.databases
    if plan.connections > usable:
        fits = goal.rate * usable / (processes * (plan.pool_size or 1))
        found.append(
            Resource(name="max_connections", used=plan.connections / usable, all_at_rps=fits)
        )
    return sorted(found, key=lambda resource: resource.all_at_rps)


def _share(use: Use, places: int | None) -> float:
    return use.mean / places if places else 0.0
