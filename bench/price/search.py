"""The least that holds the rate, from nothing but the attempts so far.

Pure: what was tried goes in, what to try next comes out. A size is the connections of a process,
with as many threads where the stack uses threads. One process comes first: its size is doubled from
the least that Little's law allows until it holds, then halved between what failed and what held.
Where the largest size does not hold either, one more process is tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from bench.pace import falls_behind
from bench.results import Trial

Verdict = Literal["held", "failed", "unknown"]
NEAR = 1.1
"""What failed and what held are near enough within this factor: a finer answer would be noise."""


@dataclass(frozen=True, slots=True, order=True)
class Size:
    """So many processes, and so many connections in each."""

    workers: int
    connections: int

    @property
    def total(self) -> int:
        """All connections."""
        return self.workers * self.connections


@dataclass(frozen=True, slots=True)
class Attempt:
    """One trial of a size: whether it held; None where the trial tells nothing of the stack."""

    size: Size
    held: bool | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to look: at least `least` connections in all, at most `most` in each process.

    A verdict needs `needed` attempts that agree; after `tries` without one it is unknown.
    """

    least: int
    most: int
    workers: int = 1
    needed: int = 2
    tries: int = 5


def least_connections(rate: float, db_latency_ms: float) -> int:
    """Return how many connections are busy at least (Little's law): one round trip a request."""
    return max(1, ceil(rate * db_latency_ms / 1_000))


def held(trial: Trial, p95_ms: float) -> bool | None:
    """Return whether a stack kept the rate and its bound; None for a trial that does not count.

    It keeps the rate when its answers keep pace with the arrivals: see `bench.pace`. Errors and
    dropped arrivals are a stack's own failure. What else throws a trial out is the generator's or
    the machine's, and tells nothing of the stack.
    """
    if trial.errors or trial.dropped:
        return False
    if not trial.valid or trial.latency_ms is None:
        return None
    return trial.latency_ms.p95 <= p95_ms and not falls_behind([trial])


def verdict(attempts: Sequence[Attempt], size: Size, plan: Plan) -> Verdict | None:
    """Return what is known of a size; None as long as attempts are too few."""
    own = [one.held for one in attempts if one.size == size]
    if own.count(True) >= plan.needed:
        return "held"
    if own.count(False) >= plan.needed:
        return "failed"
    return "unknown" if len(own) >= plan.tries else None


def next_size(attempts: Sequence[Attempt], plan: Plan) -> Size | None:
    """Return what to try next; None when the least is known, or nothing holds."""
    for workers in range(1, plan.workers + 1):
        tried = {one.size for one in attempts if one.size.workers == workers}
        verdicts = {size: verdict(attempts, size, plan) for size in tried}
        begun = [size for size, said in verdicts.items() if said is None]
        if begun:
            return min(begun)
        floor = min(ceil(plan.least / workers), plan.most)
        failed = [size.connections for size, said in verdicts.items() if said != "held"]
        good = [size.connections for size, said in verdicts.items() if said == "held"]
        if good:
            return _between(workers, failed, min(good), floor)
        if not failed:
            return Size(workers, floor)
        if max(failed) < plan.most:
            return Size(workers, min(2 * max(failed), plan.most))
    return None


def untold(attempts: Sequence[Attempt], size: Size, plan: Plan) -> list[Size]:
    """Return the smaller sizes that are unknown and may hold: none as large is known to fail."""
    verdicts = {one: verdict(attempts, one, plan) for one in {made.size for made in attempts}}
    failed = [one for one, said in verdicts.items() if said == "failed"]
    return sorted(
        one
        for one, said in verdicts.items()
        if said == "unknown"
        and one < size
        and not any(bad.workers == one.workers and one < bad < size for bad in failed)
    )


def _between(workers: int, failed: Sequence[int], good: int, floor: int) -> Size | None:
    """Return the middle between what failed and what held; None where they are near enough."""
    bad = max([one for one in failed if one < good], default=floor - 1)
    if good - bad <= 1 or good <= NEAR * bad:
        return None
    return Size(workers, (bad + good) // 2)


def least(attempts: Sequence[Attempt], plan: Plan) -> Size | None:
    """Return the smallest size that is known to hold; None where none does."""
    sizes = {one.size for one in attempts}
    return min((one for one in sizes if verdict(attempts, one, plan) == "held"), default=None)
