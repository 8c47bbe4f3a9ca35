"""Serves a stack in a process of its own, for as long as a `with` block lasts."""

import http.client
import os
import subprocess
import tempfile
import time
from collections.abc import Collection, Mapping
from pathlib import Path
from signal import SIGTERM
from types import TracebackType
from typing import Protocol, Self

from bench.errors import UserError
from bench.ports import HOST, free_port, require_free, wait_until_free
from bench.processes import end, forget_peak_rss, leashed, peak_rss_mib, process_tree_cpu_seconds
from bench.stacks import Capacity

ROOT = Path(__file__).parents[1]
LOG_LINES = 5
CONFIGURATION_EXIT = 2
RELEASE_S = 2.0
"""How long the kernel may take to close the port of a child that was killed."""


class Servable(Protocol):
    """What a stack has to tell about itself in order to be served."""

    @property
    def name(self) -> str:
        """Its name, for people."""

    def command(self, port: int) -> list[str]:
        """Return the command line that serves it on `port` of 127.0.0.1."""

    def environment(self, database_url: str, capacity: Capacity) -> dict[str, str]:
        """Return the environment variables that it needs besides those of this process."""


class Server:
    """A served stack; a context manager. `url`, `pid` and `log` are known once it runs.

    `port` 0 picks a free one, `env` is laid over the stack's own environment, `cpus` keeps all
    its processes there, and `start_timeout_s` is how long it may take until `GET /health` is 200.
    Its output goes to the file `log`, which is gone after `stop`.

    `start` raises `UserError` when the port is taken, or when the process ends or stays silent.
    """

    def __init__(
        self,
        stack: Servable,
        *,
        database_url: str,
        port: int = 0,
        workers: int = 1,
        threads: int = 8,
        pool_size: int = 8,
        env: Mapping[str, str] | None = None,
        cpus: Collection[int] | None = None,
        start_timeout_s: float = 60.0,
    ) -> None:
        self.stack = stack
        self.capacity = Capacity(workers, threads, pool_size)
        self.cpus = cpus
        self.start_timeout_s = start_timeout_s
        self.port = port
        self._environment = {**stack.environment(database_url, self.capacity), **(env or {})}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers, without a closing slash."""
        return f"http://{HOST}:{self.port}"

    @property
    def pid(self) -> int:
        """The first process; it may have children."""
        return self._running().pid

    @property
    def log(self) -> Path:
        """The file that its output goes to."""
        if self._folder is None:
            raise RuntimeError("the server is not started")
        return Path(self._folder.name) / "log"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Start the process and wait until it serves."""
        if not 0 <= self.port <= 65_535:
            raise UserError(f"{self.port} is not a port: choose one between 0 and 65535.")
        if self.port:
            require_free(self.port)
        self.port = self.port or free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="crossover-server-")
        try:
            with self.log.open("wb") as log:
                self._process = subprocess.Popen(
                    leashed(self.stack.command(self.port), cpus=self.cpus),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=ROOT,
                    env={**os.environ, **self._environment},
                    start_new_session=True,
                )
            self._wait_until_healthy(self._process)
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Ask it to end, kill what is left after five seconds; may be called again."""
        if self._process:
            end(self._process, (SIGTERM, 5.0))
            self._process = None
            wait_until_free(self.port, RELEASE_S)
        if self._folder:
            self._folder.cleanup()
            self._folder = None

    def restart(self) -> None:
        """End it and start it anew, at the same port."""
        self.stop()
        self.start()

    def cpu_seconds(self) -> float:
        """Return the user and system seconds of all its processes so far."""
        return process_tree_cpu_seconds(self.pid)

    def peak_rss_mib(self) -> float:
        """Return the peak memory of its processes in MiB; pages they share count in each."""
        return peak_rss_mib(self.pid)

    def forget_peak(self) -> None:
        """Let the peak begin anew, at what its processes hold now."""
        forget_peak_rss(self.pid)

    def exit_code(self) -> int | None:
        """Return the code it ended with, or None while it runs."""
        return self._running().poll()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            raise RuntimeError("the server is not started")
        return self._process

    def _wait_until_healthy(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + self.start_timeout_s
        while not healthy(self.port):
            if process.poll() is not None:
                raise UserError(self._ended(process.returncode))
            if time.monotonic() > deadline:
                raise UserError(
                    f"{self.stack.name} did not answer GET /health within "
                    f"{self.start_timeout_s:g} s; its log ends with: {self._log_end()}"
                )
            time.sleep(0.02)

    def _ended(self, code: int) -> str:
        if code == CONFIGURATION_EXIT:  # then it says what is wrong in its last line
            return f"{self.stack.name} does not start: {self._log_end(lines=1)}"
        return (
            f"{self.stack.name} ended with exit code {code} before it answered; "
            f"its log ends with: {self._log_end()}"
        )

    def _log_end(self, lines: int = LOG_LINES) -> str:
        text = self.log.read_text(errors="replace")
        said = [line.strip() for line in text.splitlines() if line.strip()]
        return " / ".join(said[-lines:]) or "nothing at all"


def healthy(port: int) -> bool:
    """Return whether `GET /health` on that port of 127.0.0.1 answers 200 within a second."""
    connection = http.client.HTTPConnection(HOST, port, timeout=1.0)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
