"""An open loop: visits start when the schedule says, whatever became of those before.

Latency runs from the intended start. A generator that waits for a slow answer before it sends the
next request leaves out just the requests that would have been slow (Gil Tene's "coordinated
omission"), and one that counts from the actual start forgets the time they stood in line.

A rate is one of requests: where a visit sends several of them, so many fewer visits arrive.
"""

# mypy: untyped-calls-exclude=locust

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import gevent
from gevent.pool import Group
from greenlet import greenlet

from bench.generator.flow import Flow
from bench.generator.recorder import Recorder
from bench.generator.schedule import intended_starts, offered_between
from bench.generator.trial import Trial
from bench.generator.visitors import Visitors
from bench.generator.window import Window, listening
from bench.generator.workloads import DRAIN_S, Workloads

LATE_S: Final = 0.001


@dataclass
class Tally:
    """Arrivals whose intended starts lie in [begin, end), in `time.perf_counter` seconds."""

    begin: float = float("inf")
    end: float = float("inf")
    started: int = 0
    punctual: int = 0
    dropped: int = 0


class OpenLoop:
    """A visit at each intended start, as long as there is room in flight.

    `rate` is requests a second, on average over visits.
    """

    def __init__(self, workloads: Workloads, trial: Trial, rate: float) -> None:
        self._environment = workloads.environment
        self._trial = trial
        self._rate = rate
        self._tally = self._measured = Tally()
        self._in_flight = Group()
        self._intended: dict[greenlet, float] = {}

    def start(self) -> None:
        """Begin the schedule; return at once."""
        self._environment.events.test_start.fire(environment=self._environment)
        self._visitors = Visitors(self._environment)
        self._visits_per_s = self._rate / self._visitors.requests_per_visit
        self._begin = time.perf_counter()
        self._dispatcher = gevent.spawn(self._dispatch)

    def stop(self) -> None:
        """Start nothing more, and let what is under way end, for a while."""
        self._dispatcher.kill()
        self._in_flight.join(timeout=DRAIN_S)
        self._in_flight.kill()
        self._visitors.dismiss()
        self._environment.events.test_stop.fire(environment=self._environment)

    @contextmanager
    def recording(self, recorder: Recorder) -> Iterator[None]:
        """Let the recorder have what ends meanwhile, and count what was meant to start."""

        def on_request(**request: Any) -> None:
            recorder.record(**request, latency_ms=self._since_intended_ms())

        self._tally = self._measured = Tally(begin=time.perf_counter())
        with listening(self._environment.events, recorder, on_request):
            yield
        self._measured.end = time.perf_counter()
        self._tally = Tally()

    def figures(self, _window: Window, _flow: Flow) -> dict[str, Any]:
        """Return what only this kind of loop has to report."""
        tally = self._measured
        offered = offered_between(
            self._schedule(), tally.begin - self._begin, tally.end - self._begin
        )
        return {
            "offered": offered,
            "started": tally.started,
            "late": max(offered - tally.dropped - tally.punctual, 0),
            "dropped": tally.dropped,
            "requests_per_visit": self._visitors.requests_per_visit,
        }

    def _schedule(self) -> Iterator[float]:
        return intended_starts(self._visits_per_s, self._trial.arrivals, self._trial.seed)

    def _dispatch(self) -> None:
        for start in self._schedule():
            intended = self._begin + start
            # sleeping for no time lets others run, however far behind we are
            gevent.sleep(max(intended - time.perf_counter(), 0.0))
            if len(self._in_flight) < self._trial.max_in_flight:
                self._in_flight.spawn(self._arrive, intended)
            elif intended >= self._tally.begin:
                self._tally.dropped += 1

    def _arrive(self, intended: float) -> None:
        if intended >= self._tally.begin:
            self._tally.started += 1
            self._tally.punctual += time.perf_counter() - intended <= LATE_S
        this = gevent.getcurrent()
        self._visitors.visit(on_ready=lambda: self._intended.update({this: intended}))
        self._intended.pop(this, None)

    def _since_intended_ms(self) -> float | None:
        """Return the time since the intended start, when the first request of an arrival ends.

        None for the requests after it: they start when the first one has been answered.
        """
        intended = self._intended.pop(gevent.getcurrent(), None)
        return None if intended is None else (time.perf_counter() - intended) * 1000
