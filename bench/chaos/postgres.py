"""An embedded PostgreSQL that keeps what it acknowledged, and may crash and fill its disk."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGQUIT
from typing import Any, Final, LiteralString, Self

import psycopg
from sqlalchemy import make_url

from bench.chaos import limit_files
from bench.cpu_plan import CpuPlan
from bench.postgres import EmbeddedPostgres
from bench.processes import end

WAL_SEGMENT: Final = 2**20
"""Bytes, PostgreSQL's least: a backend that may not write beyond that still writes its log."""


class MortalPostgres(EmbeddedPostgres):
    """The embedded server with commits that outlive its processes.

    `synchronous_commit` is on: a commit is acknowledged when its log is with the kernel. `fsync`
    stays off, which would matter only if the machine itself went down: docs/decisions/chaos.md.
    """

    def __init__(self, cpus: CpuPlan) -> None:
        super().__init__(
            settings={"synchronous_commit": "on", "full_page_writes": "on"},
            cpus=cpus.others,
            initdb_options=("--wal-segsize", str(WAL_SEGMENT // 2**20)),
        )

    def crash(self) -> None:
        """End it in immediate mode: no checkpoint, no farewell; its data stay."""
        if self._process:
            end(self._process, (SIGQUIT, 10.0))
            self._process = None

    def recover(self) -> Self:
        """Start it again, at the same port, from the data that a crash left."""
        self._serve_on(int(make_url(self.url).port or 0))
        return self

    def ask(self, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of one statement, on a connection of its own past every proxy."""
        with psycopg.connect(self.url, autocommit=True, connect_timeout=5) as connection:
            return connection.execute(query, values).fetchall()

    def backends(self, application: str) -> list[int]:
        """Return the pids of an application's connections."""
        named = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
        return [pid for (pid,) in self.ask(named, application)]

    def sleeping(self, application: str) -> int:
        """Return how many of an application's connections are inside of a slow statement now."""
        asleep = (
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
            " AND state = 'active' AND query LIKE '%%pg_sleep%%'"
        )
        return int(self.ask(asleep, application)[0][0])

    @contextmanager
    def full_disk(self, application: str, table: str) -> Iterator[None]:
        """Let no file of the application's backends grow beyond the size that `table` has.

        By RLIMIT_FSIZE, which touches these processes and no disk; a new backend has it from the
        server. PostgreSQL ignores the signal and reports a write that fails.
        """
        file = self._data / self.ask("SELECT pg_relation_filepath(%s)", table)[0][0]
        most = max(file.stat().st_size, WAL_SEGMENT)
        limited = [self.pid, *self.backends(application)]
        self._limit_files(limited, most)
        try:
            yield
        finally:
            self._limit_files([*limited, *self.backends(application)], resource.RLIM_INFINITY)

    def _limit_files(self, pids: list[int], most: int) -> None:
        """Let these processes write no file beyond so many bytes."""
        who = f"{self._identity.uid}:{self._identity.gid}" if self._identity else ""
        command = [sys.executable, "-I", "-S", limit_files.__file__, who, str(most)]
        subprocess.run([*command, *map(str, pids)], check=True)
