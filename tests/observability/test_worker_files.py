"""Metrics of several workers, some of them gone: nothing counts twice, goes down, or piles up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client import generate_latest

from bench.servers import ROOT
from shared.observability.worker_files import WorkerFiles
from tests.observability.served import Samples, samples, total

WORKER = """
import sys
from shared.observability import metrics
from shared.observability.request import ObservedRequest

metrics.POOL_IN_USE.set(3)
for _ in range(2):
    metrics.request_began()
request = ObservedRequest("GET", "id", None, lambda: "/toys", {})
metrics.request_ended(request, 200)
print("counted", flush=True)
sys.stdin.read()
"""
COUNTED = "http_request_duration_seconds_count"


class Worker:
    """A process that has answered one of two requests, and has three connections."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder)},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.pid = self._process.pid
        assert self._process.stdout.readline() == b"counted\n"

    def kill(self) -> None:
        self._process.kill()
        self._process.communicate()


def collected(folder: Path) -> Samples:
    return samples(generate_latest(WorkerFiles(folder).registry()).decode())


def test_workers_are_summed(tmp_path: Path):
    workers = [Worker(tmp_path), Worker(tmp_path)]
    seen = collected(tmp_path)
    for worker in workers:
        worker.kill()
    assert total(seen, COUNTED) == 2
    assert seen["http_requests_in_flight", ()] == 2
    assert {seen["db_pool_in_use", (("pid", str(worker.pid)),)] for worker in workers} == {3}


@pytest.fixture
def after_a_kill(tmp_path: Path) -> Path:
    """A folder of which one worker is left, and one was killed amid a request."""
    Worker(tmp_path).kill()
    return tmp_path


def test_what_a_killed_worker_counted_stays(after_a_kill: Path):
    for _ in range(3):
        assert total(collected(after_a_kill), COUNTED) == 1


def test_what_a_killed_worker_had_in_hand_is_gone(after_a_kill: Path):
    seen = collected(after_a_kill)
    assert not [name for name, _ in seen if name in {"http_requests_in_flight", "db_pool_in_use"}]


def test_files_do_not_pile_up(after_a_kill: Path):
    for count in (1, 2, 3):
        assert total(collected(after_a_kill), COUNTED) == count
        assert {file.name for file in after_a_kill.iterdir()} == {"histogram_ended.db", "lock"}
        Worker(after_a_kill).kill()


def test_a_file_without_a_size_is_passed_over(tmp_path: Path):
    (tmp_path / f"histogram_{os.getpid()}.db").touch()
    (tmp_path / f"gauge_liveall_{os.getpid()}.db").touch()
    assert collected(tmp_path) == {}


def test_a_file_without_a_size_of_a_killed_worker_is_removed(after_a_kill: Path):
    (file,) = after_a_kill.glob("histogram_*.db")
    file.write_bytes(b"")
    assert collected(after_a_kill) == {}
    assert not file.exists()
