"""What is read at both edges of a window: the CPU of each part, and of whoever else is there.

And the connections that a stack holds.
"""

import os
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

import psycopg

from bench.cpu_plan import CpuPlan
from bench.machine import allowed_cpus

Reader = Callable[[], float | None]
Place = str
"""Where foreign programs were looked for: on the CPUs of the `app`, on those of the `generator`,
or anywhere on the `machine`, where not every part stays on CPUs of its own."""


HELD: Final = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"


class Part(Protocol):
    """Something that uses CPU and tells how much."""

    def cpu_seconds(self) -> float | None:
        """Return the user and system seconds so far; None where it does not tell."""


class CpuMeters:
    """CPU seconds between two edges of each part, and of programs that are none of them.

    `app`, `database`, `generator` and `proxy` are the parts. With `plan` the app stays on CPUs of
    its own and the others on theirs, so that what is foreign is known for each side; without, for
    the machine as a whole. Where a part does not tell what it used, nothing is said of its CPUs.
    """

    def __init__(
        self,
        app: Part,
        database: Part,
        generator: Part,
        proxy: Part | None = None,
        plan: CpuPlan | None = None,
    ) -> None:
        self._parts: dict[str, Reader] = {
            "app": app.cpu_seconds,
            "database": database.cpu_seconds,
            "generator": generator.cpu_seconds,
        }
        if proxy:
            self._parts["proxy"] = proxy.cpu_seconds
        self._places = places(plan, self._parts)
        self._begin: dict[str, float | None] = {}
        self._end: dict[str, float | None] = {}

    def start(self) -> None:
        """Note the first edge."""
        self._begin = self._read()

    def stop(self) -> None:
        """Note the second edge."""
        self._end = self._read()

    def seconds(self, part: str) -> float | None:
        """Return what a part used between the edges; None where it does not tell."""
        begin, end = self._begin.get(part), self._end.get(part)
        return None if begin is None or end is None else end - begin

    def us_per(self, part: str, requests: int) -> float | None:
        """Return microseconds a request of a part."""
        seconds = self.seconds(part)
        return seconds * 1e6 / requests if seconds is not None and requests else None

    def foreign(self) -> dict[Place, float]:
        """Return the part of its CPUs' time that foreign programs had, 0 to 1, for each place."""
        found = {}
        for place, (cpus, parts) in self._places.items():
            own = [self.seconds(part) for part in parts]
            idle_s, wall_s = self.seconds(f"idle {place}"), self.seconds("wall")
            if idle_s is None or not wall_s or None in own:
                continue
            capacity_s = wall_s * len(cpus)
            used_s = sum(seconds for seconds in own if seconds is not None)
            found[place] = max(capacity_s - idle_s - used_s, 0.0) / capacity_s
        return found

    def idle_fraction(self, place: Place) -> float | None:
        """Return the part of its CPUs' time that was left over, 0 to 1; None where it is not told.

        It is not told of a place that has no CPUs of its own.
        """
        idle_s, wall_s = self.seconds(f"idle {place}"), self.seconds("wall")
        if idle_s is None or not wall_s:
            return None
        return min(max(idle_s / (wall_s * len(self._places[place][0])), 0.0), 1.0)

    def _read(self) -> dict[str, float | None]:
        """Read everything in the same order at both edges, so that delays cancel."""
        found = {part: read() for part, read in self._parts.items()}
        for place, (cpus, _) in self._places.items():
            found[f"idle {place}"] = idle_seconds(cpus)
        return {**found, "wall": time.perf_counter()}


class LateProxy(Protocol):
    """A proxy that tells how late it was."""

    def lateness(self) -> tuple[int, float]:
        """Return how many chunks have left so far, and their seconds of lateness in all."""


class LatenessMeter:
    """How late a proxy passed chunks on between two edges; nothing without a proxy."""

    def __init__(self, proxy: LateProxy | None) -> None:
        self._proxy = proxy
        self._begin = self._end = (0, 0.0)

    def start(self) -> None:
        """Note the first edge."""
        if self._proxy:
            self._begin = self._proxy.lateness()

    def stop(self) -> None:
        """Note the second edge."""
        if self._proxy:
            self._end = self._proxy.lateness()

    def mean_ms(self) -> float | None:
        """Return the mean over chunks in milliseconds; None where none has passed."""
        passed, late_s = self._end[0] - self._begin[0], self._end[1] - self._begin[1]
        return late_s * 1_000 / passed if passed else None


def places(
    plan: CpuPlan | None, parts: Mapping[str, Reader]
) -> dict[Place, tuple[frozenset[int], frozenset[str]]]:
    """Return where foreign programs are looked for: the CPUs, and which parts are at home there."""
    if sys.platform != "linux":
        return {}
    everyone = frozenset(parts)
    if plan is None or plan.app is None or plan.others is None:
        return {"machine": (allowed_cpus(), everyone)}
    return {
        "app": (plan.app, frozenset({"app"})),
        "generator": (plan.others, everyone - {"app"}),
    }


def idle_seconds(cpus: Collection[int]) -> float | None:
    """Return for how long `cpus` had nothing to do, added up; None where the kernel tells not.

    Columns 4 and 5 of /proc/stat (proc(5)), in clock ticks. The kernel keeps them by its clock;
    only the columns of busy time are sampled.
    """
    names = {f"cpu{cpu}" for cpu in cpus}
    rows = (line.split() for line in Path("/proc/stat").read_text().splitlines())
    found = [int(row[4]) + int(row[5]) for row in rows if row[0] in names]
    return sum(found) / os.sysconf("SC_CLK_TCK") if len(found) == len(names) else None


class ConnectionMeter:
    """Counts the connections that have a stack's name; the most of all counts is what it held."""

    def __init__(self, connection: psycopg.Connection, stack: str) -> None:
        self._connection = connection
        self._stack = stack
        self._most = 0

    def count(self) -> None:
        """Count once; it takes less than a millisecond, for the connection is there already."""
        (held,) = self._connection.execute(HELD, [self._stack]).fetchall()[0]
        self._most = max(self._most, held)

    @property
    def held(self) -> int | None:
        """The most of all counts; None if no connection has the stack's name."""
        return self._most or None


@contextmanager
def connection_meter(url: str, stack: str) -> Iterator[ConnectionMeter]:
    """Yield a meter with a connection of its own to the database at `url`."""
    with psycopg.connect(url, autocommit=True) as connection:
        yield ConnectionMeter(connection, stack)
