"""Faults of the database."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bench.chaos.faults.fault import UNAVAILABLE, Fault, Notes, NotTried

if TYPE_CHECKING:
    from bench.chaos.field import Field

TIMES: Final = 3


@contextmanager
def crashed(field: "Field", _: Notes) -> Iterator[None]:
    """Stop the server in immediate mode, and start it again."""
    field.postgres.crash()
    try:
        yield
    finally:
        field.postgres.recover()


@contextmanager
def backends_ended(field: "Field", notes: Notes) -> Iterator[None]:
    """End all of the app's sessions, some times."""
    ended = 0
    for _ in range(TIMES):
        ((number,),) = field.postgres.ask(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            " WHERE application_name = %s",
            field.stack.name,
        )
        ended += number
        time.sleep(0.2)
    notes.figures["sessions_ended"] = ended
    yield


@contextmanager
def disk_full(field: "Field", _: Notes) -> Iterator[None]:
    """Let the tables no longer grow."""
    if not sys.platform.startswith("linux"):
        raise NotTried("only Linux can limit the files of a process that runs")
    log = field.postgres.log
    before = log.stat().st_size
    with field.postgres.full_disk(field.stack.name, "posts"):
        deadline = time.monotonic() + field.config.phases.patience_s
        while b"could not extend file" not in log.read_bytes()[before:]:
            if time.monotonic() > deadline:
                raise NotTried("no table had to grow meanwhile")
            time.sleep(0.05)
        yield


FAULTS: Final = (
    Fault(
        name="database-crash",
        column="crash",
        title="PostgreSQL is stopped in immediate mode and started again",
        during=crashed,
        refusals=UNAVAILABLE,
    ),
    Fault(
        name="backends-ended",
        column="ended",
        title="all sessions of the app are ended by pg_terminate_backend, three times",
        during=backends_ended,
        refusals=UNAVAILABLE,
    ),
    Fault(
        name="disk-full",
        column="disk",
        title="the database's tables cannot grow",
        during=disk_full,
        refusals=UNAVAILABLE | {500},
    ),
)
