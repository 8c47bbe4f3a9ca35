"""The measured window: its edges, and who listens between them."""

# mypy: untyped-calls-exclude=locust

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import gevent
from locust.event import Events

from bench.generator.recorder import Recorder

PROGRESS_S: Final = 0.25

Emit = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Window:
    """A measured stretch of time: edges in `time.perf_counter` seconds, CPU of this process."""

    begin: float
    end: float
    cpu_s: float

    @property
    def duration_s(self) -> float:
        """Its length in seconds."""
        return self.end - self.begin

    @property
    def cpu_fraction(self) -> float:
        """The part of one CPU that this process used."""
        return self.cpu_s / self.duration_s


def measure(duration_s: float, emit: Emit, progress: Callable[[float], None]) -> Window:
    """Let the load run for so long, with an event at either edge."""
    begin, cpu_begin = time.perf_counter(), time.process_time()
    emit({"event": "window_start", "cpu_s": cpu_begin})
    pause(duration_s, progress)
    end, cpu_end = time.perf_counter(), time.process_time()
    emit({"event": "window_end", "cpu_s": cpu_end})
    return Window(begin, end, cpu_end - cpu_begin)


def pause(seconds: float, progress: Callable[[float], None]) -> None:
    """Sleep, and tell from time to time how many seconds are over."""
    begin = time.perf_counter()
    while (over := time.perf_counter() - begin) < seconds:
        progress(over)
        gevent.sleep(min(PROGRESS_S, seconds - over))


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
