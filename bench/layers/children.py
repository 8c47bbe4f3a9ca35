"""The comparison's end of the pipes to the processes that are measured."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from signal import SIGTERM
from typing import IO, Any, Final

from bench.errors import UserError
from bench.generator.client import pipe
from bench.generator.lines import Lines
from bench.layers.subjects import Subject
from bench.processes import end, leashed
from bench.stacks import Capacity, common_environment

SILENCE_S: Final = 60.0
"""How long a child may say nothing: it starts in a second or two, and a block is far shorter."""

ROOT: Final = Path(__file__).parents[2]


class BlockProcess:
    """A process that makes blocks of calls on request; it dies with this one.

    It starts when this is made; `wait` until it is ready, and `close` leaves nothing of it behind.
    Raises `UserError` when it ends or falls silent, with what it said last; `way_out` is what one
    can do about that.
    """

    def __init__(
        self,
        name: str,
        arguments: Sequence[str],
        *,
        database_url: str,
        pool_size: int,
        way_out: str,
    ) -> None:
        self._name = name
        self._way_out = way_out
        self._complaints: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (as long as it lives)
        self._process = subprocess.Popen(
            leashed([sys.executable, "-m", *arguments]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            cwd=ROOT,
            env={**os.environ, **common_environment(database_url, Capacity(pool_size=pool_size))},
            start_new_session=True,
            bufsize=0,
        )
        self._lines = Lines(pipe(self._process.stdout).fileno())

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    def wait(self) -> list[str]:
        """Wait until it has started, and return what it offers."""
        offers: list[str] = self._answer()["offers"]
        return offers

    def block(self, call: str, calls: int, tasks: int) -> tuple[float, float]:
        """Let it make a block of calls; return seconds of CPU and of wall time."""
        order = json.dumps({"call": call, "calls": calls, "tasks": tasks}).encode() + b"\n"
        try:
            pipe(self._process.stdin).write(order)
        except BrokenPipeError:
            raise self._death() from None
        answer = self._answer()
        return answer["cpu_s"], answer["wall_s"]

    def close(self) -> None:
        """End it."""
        end(self._process, (SIGTERM, 2.0))
        pipe(self._process.stdin).close()
        pipe(self._process.stdout).close()
        self._complaints.close()

    def _answer(self) -> dict[str, Any]:
        try:
            line = self._lines.next(SILENCE_S)
        except TimeoutError:
            raise UserError(
                f"{self._name} said nothing for {SILENCE_S:.0f} s: give it a CPU of its own."
            ) from None
        if line is None:
            raise self._death()
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise UserError(f"{self._name} cannot be measured: {answer['error']}")
        return answer

    def _death(self) -> UserError:
        code = self._process.wait(SILENCE_S)
        self._complaints.seek(0)
        words = self._complaints.read().decode(errors="replace").strip().splitlines()
        said = f"; it said: {words[-1].rstrip('.')}" if words else ""
        return UserError(f"{self._name} ended with code {code}{said}: {self._way_out}.")


class Child(BlockProcess):
    """A process for one subject."""

    def __init__(
        self,
        subject: Subject,
        styles: Sequence[str],
        *,
        database_url: str,
        toys: int,
        pool_size: int,
        cpus: Collection[int] | None = None,
    ) -> None:
        self.subject = subject
        self.backends: tuple[int, ...] = ()
        """The database's processes behind its connections, where they are on this machine."""
        kind = "style" if subject.style else "layers"
        pinned = ",".join(map(str, sorted(cpus or ())))
        super().__init__(
            subject.name,
            [
                *("bench.layers.child", subject.driver, subject.world, ",".join(styles)),
                *(str(toys), pinned, kind),
            ],
            database_url=database_url,
            pool_size=pool_size,
            way_out="leave it out by --styles",
        )
