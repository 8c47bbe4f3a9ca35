"""A discrete-event simulation of a network: what mean value analysis cannot tell.

Percentiles, open loops, and limits that are held while one waits elsewhere (a thread during the
database's part, a connection while its task stands in line for the event loop) all follow from
running the route itself. The same seed draws the same times, so that two networks compare well.
"""

import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

import numpy as np

from bench.plan.draws import Draws
from bench.plan.network import Clock, Closed, Delay, Give, Load, Network, Open, Shared, Take, Visit

WARM_UP = 0.1
"""The part of the requests that comes before the measured ones."""


@dataclass(frozen=True)
class Use:
    """How many of a limit were held, over time."""

    mean: float
    shares: tuple[float, ...]
    """The part of the time at which 0, 1, 2, … were held."""

    def quantile(self, share: float) -> int:
        """Return what so large a part of the time was enough."""
        return int(np.searchsorted(np.cumsum(self.shares), min(share, 1.0 - 1e-12)))


@dataclass(frozen=True)
class Outcome:
    """What came of a load: seconds, requests a second, parts of the time."""

    throughput_rps: float
    mean_s: float
    p95_s: float
    busy: Mapping[str, float]
    """The mean number of busy servers of each station."""
    used: Mapping[str, Use]


class _Station:
    def __init__(self, servers: int) -> None:
        self.idle = servers
        self.queue: deque[_Job] = deque()
        self.busy_s = 0.0


class _Limit:
    def __init__(self, places: int | None) -> None:
        self.places = places
        self.held = 0
        self.queue: deque[_Job] = deque()
        self.since = 0.0
        self.seconds: dict[int, float] = {}

    def change(self, by: int, now: float) -> None:
        self.seconds[self.held] = self.seconds.get(self.held, 0.0) + now - self.since
        self.since = now
        self.held += by

    def use(self, now: float) -> Use:
        self.change(0, now)
        whole = sum(self.seconds.values()) or 1.0
        levels = range(max(self.seconds) + 1)
        shares = tuple(self.seconds.get(level, 0.0) / whole for level in levels)
        return Use(sum(level * share for level, share in enumerate(shares)), shares)


class _Job:
    __slots__ = ("at", "begin")

    def __init__(self) -> None:
        self.at = 0
        self.begin = 0.0


def simulate(network: Network, load: Load, requests: int = 12_000, seed: int = 1) -> Outcome:
    """Return what becomes of so many requests, after a tenth as many that are not counted."""
    return _Run(network, load, seed).outcome(requests)


class _Run:
    def __init__(self, network: Network, load: Load, seed: int) -> None:
        self._route = network.route
        self._stations = {name: _Station(servers) for name, servers in network.stations.items()}
        self._limits = {name: _Limit(places) for name, places in network.limits.items()}
        self._draws = Draws(network.cv, seed)
        self._erratic = network.erratic
        self._load = load
        self._now = 0.0
        self._order = count()
        self._due: list[tuple[float, int, _Job | None, _Station | None]] = []
        self._latencies: list[float] = []

    def outcome(self, requests: int) -> Outcome:
        """Run until so many are done."""
        for _ in range(self._load.users if isinstance(self._load, Closed) else 1):
            self._arrive()
        self._go_on(int(requests * WARM_UP))
        since, self._latencies = self._now, []
        for station in self._stations.values():
            station.busy_s = 0.0
        for limit in self._limits.values():
            limit.since, limit.seconds = self._now, {}
        self._go_on(requests)
        elapsed = (self._now - since) or 1.0
        latencies = np.array(self._latencies)
        return Outcome(
            throughput_rps=len(latencies) / elapsed,
            mean_s=float(latencies.mean()),
            p95_s=float(np.quantile(latencies, 0.95)),
            busy={name: one.busy_s / elapsed for name, one in self._stations.items()},
            used={name: one.use(self._now) for name, one in self._limits.items()},
        )

    def _go_on(self, requests: int) -> None:
        while len(self._latencies) < requests:
            self._now, _, job, station = heapq.heappop(self._due)
            if job is None:
                self._arrive()
                continue
            if station:
                if station.queue:
                    self._serve(station, station.queue.popleft(), wake=False)
                else:
                    station.idle += 1
            self._proceed(job)

    def _arrive(self) -> None:
        """Begin a request; in an open loop also say when the next one comes."""
        if isinstance(self._load, Open):
            self._push(self._draws.exponential() / self._load.rate, None)
        self._advance(_Job())

    def _push(self, seconds: float, job: _Job | None, station: _Station | None = None) -> None:
        heapq.heappush(self._due, (self._now + seconds, next(self._order), job, station))

    def _serve(self, station: _Station, job: _Job, *, wake: bool) -> None:
        step = self._route[job.at]
        assert isinstance(step, Visit)  # noqa: S101  (only visits stand in a station's line)
        seconds = step.mean_s * self._draws.gamma()
        if wake and step.wake_s:
            seconds += step.wake_s * (self._draws.wake() if self._erratic else 1.0)
        station.busy_s += seconds
        self._push(seconds, job, station)

    def _proceed(self, job: _Job) -> None:
        job.at += 1
        self._advance(job)

    def _advance(self, job: _Job) -> None:
        """Take a job through its route until it has to wait for time or for others."""
        while job.at < len(self._route):
            match self._route[job.at]:
                case Visit(station=name):
                    station = self._stations[name]
                    if station.idle:
                        station.idle -= 1
                        self._serve(station, job, wake=True)
                    else:
                        station.queue.append(job)
                    return
                case Delay(seconds=seconds):
                    self._push(seconds, job)
                    return
                case Shared() as shared:
                    self._push(self._draws.shared(shared), job)
                    return
                case Take(limit=name):
                    limit = self._limits[name]
                    if limit.places is not None and limit.held >= limit.places:
                        limit.queue.append(job)
                        return
                    limit.change(1, self._now)
                case Give(limit=name):
                    self._give(self._limits[name])
                case Clock(ends=False):
                    job.begin = self._now
                case Clock():
                    self._latencies.append(self._now - job.begin)
            job.at += 1
        if isinstance(self._load, Closed):
            job.at = -1  # the user's next request begins where this one ended
            self._push(0.0, job)

    def _give(self, limit: _Limit) -> None:
        if limit.queue:
            self._push(0.0, limit.queue.popleft())
        else:
            limit.change(-1, self._now)
