"""One trial from the first request to the report."""

import gc
from collections.abc import Callable
from typing import Any

from locust import log

from bench.errors import UserError
from bench.generator.closed_loop import ClosedLoop
from bench.generator.open_loop import OpenLoop
from bench.generator.recorder import Recorder
from bench.generator.summary import summary
from bench.generator.trial import Trial
from bench.generator.window import Emit, Window, counting, draining, measure, pause
from bench.generator.workloads import Workloads


def run(workloads: Workloads, trial: Trial, emit: Emit) -> dict[str, Any]:
    """Put the load on, let it warm up, measure, take it off, and return a `TrialLoad` as JSON.

    Events go to `emit`: `progress` with the fraction that is over, `window_start` and
    `window_end` with the CPU seconds that this process has used.
    """
    workloads.prepare(trial)
    whole_s = trial.warmup_s + trial.duration_s

    def progress_from(base_s: float) -> Callable[[float], None]:
        return lambda over_s: emit({"event": "progress", "fraction": (base_s + over_s) / whole_s})

    recorder, loop = Recorder(), loop_of(workloads, trial)
    with counting(workloads.environment.events) as flow:
        loop.start()
        try:
            pause(trial.warmup_s, progress_from(0.0))
            with loop.recording(recorder):
                window = measure(trial.duration_s, flow, emit, progress_from(trial.warmup_s))
        finally:
            with draining(workloads.environment.events, recorder, flow):
                loop.stop()
            gc.collect()  # connections of users who left are closed when they are collected
    if log.unhandled_greenlet_exception:
        raise UserError("A listener in the locustfile failed: run it with plain locust to see why.")
    return {
        **report(recorder, window),
        **loop.figures(window, flow),
        "mean_in_flight": flow.busy_s / window.duration_s,
        "requests_in_all": flow.requests,
    }


def loop_of(workloads: Workloads, trial: Trial) -> ClosedLoop | OpenLoop:
    """Return the kind of loop that the trial asks for."""
    if trial.rate is not None:
        return OpenLoop(workloads, trial, trial.rate)
    return ClosedLoop(workloads, trial.users or 1)


def report(recorder: Recorder, window: Window) -> dict[str, Any]:
    """Return what any kind of loop has to report."""
    books = summary(recorder)
    return {
        **books,
        "duration_s": window.duration_s,
        "throughput_rps": books["requests"] / window.duration_s,
        "generator_cpu_fraction": window.cpu_fraction,
        "generator_wait_fraction": window.wait_fraction,
    }
