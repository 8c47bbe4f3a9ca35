"""The console script in a process of its own, and everything that it starts below it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from signal import Signals
from types import TracebackType
from typing import Self

import psutil

BENCH = (sys.executable, "-m", "tests.bench.comparison.on_any_machine")
ROOT = Path(__file__).parents[3]
PATIENCE_S = 240.0
LOOK_EVERY_S = 0.5
"""To look at all processes is dear; what was started lives longer than that."""


@dataclass(frozen=True)
class Outcome:
    """What a command said and left; `seen` are all processes it had, `running` those that stay."""

    code: int
    stdout: str
    stderr: str
    out: Path
    temporary: Path
    seen: frozenset[psutil.Process]

    @property
    def running(self) -> list[psutil.Process]:
        _, left = psutil.wait_procs(self.seen, timeout=30)
        return [process for process in left if not is_zombie(process)]

    @property
    def folder(self) -> Path:
        """The one folder of results."""
        (folder,) = self.out.iterdir()
        return folder


class ConsoleScript:
    """Runs `bench`; `out` is for its results, and `temporary` is where it puts temporary files."""

    def __init__(self, folder: Path) -> None:
        self.out, self.temporary = folder / "out", folder / "tmp"
        for part in (folder, self.out, self.temporary):
            part.mkdir(mode=0o755)
        self._said = {name: folder / name for name in ("stdout", "stderr")}
        self._seen: set[psutil.Process] = set()

    def start(self, *arguments: str) -> None:
        with self._said["stdout"].open("wb") as out, self._said["stderr"].open("wb") as err:
            self._process = subprocess.Popen(
                [*BENCH, *arguments],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                env={**os.environ, "TMPDIR": str(self.temporary), "COLUMNS": "120"},
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.wait(PATIENCE_S)

    def wait_until(self, condition: Callable[[], object]) -> None:
        """Wait for `condition` while the command runs; an early end is a failure."""
        self._wait(condition)
        assert self._process.poll() is None, self._text("stderr")

    def send(self, number: Signals) -> None:
        self._look()
        self._process.send_signal(number)

    def outcome(self) -> Outcome:
        """Wait for the end."""
        self._wait(lambda: False)
        return Outcome(
            code=self._process.wait(),
            stdout=self._text("stdout"),
            stderr=self._text("stderr"),
            out=self.out,
            temporary=self.temporary,
            seen=frozenset(self._seen),
        )

    def has_said(self, words: str) -> bool:
        return words in self._text("stdout")

    def _wait(self, condition: Callable[[], object]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while self._process.poll() is None and not condition():
            assert time.monotonic() < deadline, self._text("stdout") + self._text("stderr")
            self._look()
            time.sleep(LOOK_EVERY_S)

    def _look(self) -> None:
        """Remember what runs below the command: after its end nothing tells whose it was."""
        try:
            self._seen.update(psutil.Process(self._process.pid).children(recursive=True))
        except psutil.NoSuchProcess:
            return

    def _text(self, name: str) -> str:
        return self._said[name].read_text(encoding="utf-8")


def is_zombie(process: psutil.Process) -> bool:
    """Whether it has ended, and only its parent has not yet asked how."""
    try:
        return bool(process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
