"""The comparison's end of the pipes to the latency proxy."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from signal import SIGTERM
from types import TracebackType
from typing import IO, Any, Final, Self

from sqlalchemy import URL, make_url

from bench.errors import UserError
from bench.generator.client import pipe
from bench.generator.lines import Lines
from bench.latency.line import State
from bench.latency.loop import Address, Latency
from bench.latency.upstream import address_of
from bench.ports import HOST
from bench.processes import end, leashed, process_tree_cpu_seconds
from shared.urls import for_libpq

SILENCE_S: Final = 20.0


class LatencyProxy:
    """A proxy in front of the database at `database_url`; a context manager.

    `url` is how the database is reached through it: a Unix socket if it has been one before, else
    TCP. `cpus` keeps it there. It dies with this process, also by SIGKILL (on Linux).

    Raises `UserError` when no address of the database accepts, or when it ends or falls silent.
    """

    def __init__(self, database_url: str, *, cpus: Collection[int] | None = None) -> None:
        self._database = make_url(database_url)
        self._cpus = cpus
        self._process: subprocess.Popen[bytes] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.url = ""
        self.latency = Latency()

    @property
    def pid(self) -> int:
        """The process that passes the bytes on."""
        return self._running().pid

    def __enter__(self) -> Self:
        upstream = address_of(self._database)
        listen: Address = (HOST, 0)
        if isinstance(upstream, str):
            self._folder = tempfile.TemporaryDirectory(prefix="crossover-proxy-")
            Path(self._folder.name).chmod(0o755)
            listen = str(Path(self._folder.name, Path(upstream).name))
        arguments = [json.dumps(listen), json.dumps(upstream)]
        self._process = subprocess.Popen(
            leashed(
                [sys.executable, "-P", "-m", "bench.latency.proxy", *arguments], cpus=self._cpus
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            bufsize=0,
        )
        try:
            self._lines = Lines(pipe(self._process.stdout).fileno())
            self.url = through(self._database, self._answer())
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
        """End the process; may be called again."""
        if self._process:
            end(self._process, (SIGTERM, 2.0))
            pipe(self._process.stdin).close()
            pipe(self._process.stdout).close()
            self._process = None
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def set(self, latency: Latency) -> None:
        """Add this from now on; what is under way arrives as it was meant to."""
        self.latency = Latency(**self._ask(asdict(latency)))

    def turn_to(self, state: State) -> None:
        """Cut the line to the database, let it stall, or open it again."""
        self._ask(state)

    def lateness(self) -> tuple[int, float]:
        """Return how many chunks have left so far, and their seconds of lateness in all."""
        passed, late_s = self._ask(None)
        return passed, late_s

    def cpu_seconds(self) -> float:
        """Return the user and system seconds that it has used so far."""
        return process_tree_cpu_seconds(self.pid)

    def _ask(self, what: object) -> Any:
        stdin: IO[bytes] = pipe(self._running().stdin)
        try:
            stdin.write(json.dumps(what).encode() + b"\n")
        except BrokenPipeError as error:
            raise self._death() from error
        return self._answer()

    def _answer(self) -> Any:
        try:
            line = self._lines.next(SILENCE_S)
        except TimeoutError as error:
            raise UserError(
                f"The latency proxy said nothing for {SILENCE_S:.0f} s: give it a quieter machine."
            ) from error
        if line is None:
            raise self._death()
        return json.loads(line)

    def _death(self) -> UserError:
        code = self._running().wait(SILENCE_S)
        return UserError(f"The latency proxy ended with code {code}: run it again.")

    def _running(self) -> subprocess.Popen[bytes]:
        if not self._process:
            raise RuntimeError("the latency proxy is not started")
        return self._process


def through(url: URL, listening: Any) -> str:
    """Return a database's URL with the proxy's address in the place of its own."""
    rest = url.difference_update_query(["host", "hostaddr", "port"])
    if isinstance(listening, str):
        place = Path(listening)
        port = place.name.rpartition(".")[2]
        found = rest.set(host=None, port=None).update_query_dict(
            {"host": str(place.parent), "port": port}
        )
    else:
        found = rest.set(host=listening[0], port=listening[1])
    return for_libpq(found)
