"""A closed loop: users who ask again when they were answered. Locust's own runner runs them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.generator.flow import Flow
from bench.generator.law import littles_law_error, unended_fraction
from bench.generator.recorder import Recorder
from bench.generator.window import Window, listening
from bench.generator.workloads import Workloads


class ClosedLoop:
    """So many users, all of them from the first moment to the last."""

    def __init__(self, workloads: Workloads, users: int) -> None:
        self._workloads = workloads
        self._runner = workloads.runner
        self._users = users

    def start(self) -> None:
        """Start all users at once; return when they run."""
        self._runner.start(self._users, spawn_rate=self._users)
        if self._runner.spawning_greenlet:
            self._runner.spawning_greenlet.join()

    def stop(self) -> None:
        """Let users end what they are doing, for a while."""
        self._runner.stop()

    @contextmanager
    def recording(self, recorder: Recorder) -> Iterator[None]:
        """Let the recorder have what ends meanwhile."""
        with listening(self._workloads.environment.events, recorder, recorder.record):
            yield

    def figures(self, window: Window, flow: Flow) -> dict[str, Any]:
        """Return what only this kind of loop has to report."""
        unended = {"unended_fraction": unended_fraction(self._users, flow)}
        if self._workloads.users_think:
            return unended
        mean_in_flight = flow.busy_s / window.duration_s
        error = littles_law_error(self._users, mean_in_flight, window.busy_fraction)
        return {**unended, "littles_law_error": error}
