"""The comparison's end of the pipes to the generator process."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection
from dataclasses import asdict
from pathlib import Path
from signal import SIGTERM
from types import TracebackType
from typing import IO, Any, Final, Self

from pydantic import TypeAdapter

from bench.errors import UserError
from bench.generator.lines import Lines
from bench.generator.trial import Trial, TrialLoad
from bench.processes import end, leashed, process_tree_cpu_seconds

SILENCE_S: Final = 60.0
"""How long it may say nothing. It tells its progress all the time, except while it starts (a
second or two) and while requests drain (10 s at most)."""

Edge = Callable[[], object]

LOAD: Final = TypeAdapter(TrialLoad)


class Generator:
    """A generator process; a context manager that starts it and leaves nothing of it behind.

    `cpus` keeps it there; `locustfile` is another one than ours. It dies with this process (on
    Linux also by SIGKILL); Ctrl-C in the terminal does not reach it, leaving the context ends it.

    Raises `UserError` when the locustfile cannot be loaded, or the process ends or falls silent.
    """

    def __init__(
        self, *, locustfile: Path | None = None, cpus: Collection[int] | None = None
    ) -> None:
        self._arguments = [str(locustfile)] if locustfile else []
        self._cpus = cpus
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process that sends the load."""
        return self._running().pid

    def cpu_seconds(self) -> float:
        """Return the user and system seconds that it has used so far."""
        return process_tree_cpu_seconds(self.pid)

    def __enter__(self) -> Self:
        self._complaints: IO[bytes] = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            leashed(
                [sys.executable, "-P", "-m", "bench.generator", *self._arguments], cpus=self._cpus
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            start_new_session=True,
            bufsize=0,
        )
        try:
            self._lines = Lines(pipe(self._process.stdout).fileno())
            self._next_event()  # "ready", for what else it could say is an error
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, in the middle of a trial too; may be called again."""
        if self._process:
            end(self._process, (SIGTERM, 2.0))
            pipe(self._process.stdin).close()
            pipe(self._process.stdout).close()
            self._complaints.close()
            self._process = None

    def run_trial(
        self,
        trial: Trial,
        on_window_start: Edge = lambda: None,
        on_window_end: Edge = lambda: None,
        on_progress: Callable[[float], object] = lambda _: None,
    ) -> TrialLoad:
        """Run one trial and return what the generator saw.

        The edges are called as the measured window begins and ends, a moment later than it did;
        `on_progress` gets the fraction of warm-up and window that is over, four times a second.

        Raises `UserError` when the trial does not fit the locustfile.
        """
        self._send(trial)
        while True:
            match self._next_event():
                case {"event": "progress", "fraction": fraction}:
                    on_progress(fraction)
                case {"event": "window_start"}:
                    on_window_start()
                case {"event": "window_end"}:
                    on_window_end()
                case {"event": "result", **figures}:
                    return LOAD.validate_python(figures)

    def _send(self, trial: Trial) -> None:
        line = json.dumps(asdict(trial)).encode() + b"\n"
        try:
            pipe(self._running().stdin).write(line)
        except BrokenPipeError as error:
            raise self._death() from error

    def _next_event(self) -> dict[str, Any]:
        try:
            line = self._lines.next(SILENCE_S)
        except TimeoutError as error:
            raise UserError(
                f"The load generator said nothing for {SILENCE_S:.0f} s: give it a CPU of its own, "
                "or less load."
            ) from error
        if line is None:
            raise self._death()
        event: dict[str, Any] = json.loads(line)
        if event["event"] == "error":
            raise UserError(event["message"])
        return event

    def _death(self) -> UserError:
        """Return what to say when the process is gone, with its own last words."""
        code = self._running().wait(SILENCE_S)
        self._complaints.seek(0)
        words = self._complaints.read().decode(errors="replace").strip().splitlines()
        said = f"; it said: {words[-1]}" if words else ""
        return UserError(f"The load generator ended with code {code}{said}: run it again.")

    def _running(self) -> subprocess.Popen[bytes]:
        if not self._process:
            raise UserError("The load generator is not running: use it in a with block.")
        return self._process


def pipe(end_of_it: IO[bytes] | None) -> IO[bytes]:
    """Return a pipe that the process was started with."""
    if end_of_it is None:
        raise RuntimeError("the process was started without this pipe")
    return end_of_it
