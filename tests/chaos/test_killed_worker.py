"""A killed worker is gone when it is dead, whether or not its master has noticed."""

import sys
from collections.abc import Iterator
from subprocess import PIPE, Popen
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest

from bench.chaos.faults.fault import Notes
from bench.chaos.faults.processes import worker_killed
from bench.chaos.field import Field

MASTER = """
import subprocess, sys, time
worker = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("begun", flush=True)
sys.stdin.read()
worker.kill()
worker.wait()
"""
"""Starts a worker, and never asks how it is; kills it when its own input is closed."""


@pytest.fixture
def field() -> Iterator[Field]:
    with Popen([sys.executable, "-c", MASTER], stdin=PIPE, stdout=PIPE, text=True) as master:
        assert master.stdout
        assert master.stdout.readline() == "begun\n"
        nothing = cast(Any, None)
        yield Field(nothing, nothing, cast(Any, SimpleNamespace(pid=master.pid)), nothing)


def test_a_dead_worker_that_nobody_has_buried_is_gone(field: Field) -> None:
    notes, (worker,) = Notes(), field.workers()
    with worker_killed(field, notes):
        psutil.wait_procs([worker], timeout=1)  # which does not bury it either
    assert (worker.status(), notes.complaints) == (psutil.STATUS_ZOMBIE, [])


def test_a_worker_that_lives_on_is_a_complaint(
    field: Field, monkeypatch: pytest.MonkeyPatch
) -> None:
    notes = Notes()
    monkeypatch.setattr(psutil.Process, "send_signal", lambda *_: None)
    with worker_killed(field, notes):
        pass
    assert notes.complaints == ["the killed worker is still there"]
