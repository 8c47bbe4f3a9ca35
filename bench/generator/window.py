"""The measured window: its edges, and who listens between them."""

# mypy: untyped-calls-exclude=locust

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import gevent
from locust.event import Events

from bench.generator.flow import Flow
from bench.generator.recorder import Recorder

PROGRESS_S: Final = 0.25

Emit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Window:
    """A measured stretch of time: edges in `time.perf_counter` seconds, CPU of this process.

    `wait_s` is how long this process was ready to run and had no CPU; None where it is not told.
    """

    begin: float
    end: float
    cpu_s: float
    wait_s: float | None

    @property
    def duration_s(self) -> float:
        """Its length in seconds."""
        return self.end - self.begin

    @property
    def cpu_fraction(self) -> float:
        """The part of one CPU that this process used."""
        return self.cpu_s / self.duration_s

    @property
    def wait_fraction(self) -> float | None:
        """The part of its length that this process waited for a CPU."""
        return None if self.wait_s is None else self.wait_s / self.duration_s

    @property
    def busy_fraction(self) -> float:
        """The part of its length that this process ran, or was ready to run."""
        return self.cpu_fraction + (self.wait_fraction or 0.0)


def run_delay_s() -> float | None:
    """Return how long this process has waited for a CPU so far (Linux, proc(5), schedstat)."""
    try:
        return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return None


def measure(duration_s: float, flow: Flow, emit: Emit, progress: Callable[[float], None]) -> Window:
    """Let the load run for so long, with an event at either edge."""
    begin, cpu_begin, wait_begin = time.perf_counter(), time.process_time(), run_delay_s()
    flow.begin = begin
    emit({"event": "window_start", "cpu_s": cpu_begin})
    pause(duration_s, progress)
    end, cpu_end, wait_end = time.perf_counter(), time.process_time(), run_delay_s()
    flow.end = end
    emit({"event": "window_end", "cpu_s": cpu_end})
    waited = None if wait_begin is None or wait_end is None else wait_end - wait_begin
    return Window(begin, end, cpu_end - cpu_begin, waited)


def pause(seconds: float, progress: Callable[[float], None]) -> None:
    """Sleep, and tell from time to time how many seconds are over."""
    begin = time.perf_counter()
    while (over := time.perf_counter() - begin) < seconds:
        progress(over)
        gevent.sleep(min(PROGRESS_S, seconds - over))


@contextmanager
def counting(events: Events) -> Iterator[Flow]:
    """Count the requests that end meanwhile."""
    flow = Flow()
    events.request.add_listener(flow.record)
    try:
        yield flow
    finally:
        events.request.remove_listener(flow.record)


@contextmanager
def draining(events: Events, recorder: Recorder, flow: Flow) -> Iterator[None]:
    """Have failures meanwhile told to the recorder, of requests that began before the window's end.

    Whoever gave up waiting did so because of what happened in the window: a pool's timeout of
    seconds is over only after it.
    """

    def on_request(response_time: float, exception: object = None, **request: Any) -> None:
        began = time.perf_counter() - response_time / 1000
        if exception is not None and began < flow.end:
            recorder.record(response_time=response_time, exception=exception, **request)

    events.request.add_listener(on_request)
    try:
        yield
    finally:
        events.request.remove_listener(on_request)


@contextmanager
def listening(
    events: Events, recorder: Recorder, on_request: Callable[..., None]
) -> Iterator[None]:
    """Have requests that end, and users that fail, told to listeners meanwhile."""
    events.request.add_listener(on_request)
    events.user_error.add_listener(recorder.record_user_error)
    try:
        yield
    finally:
        events.request.remove_listener(on_request)
        events.user_error.remove_listener(recorder.record_user_error)
