"""What the CPUs did between two edges, by whom."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from bench.comparison import meters
from bench.comparison.meters import CpuMeters, LatenessMeter, idle_seconds
from bench.cpu_plan import CpuPlan
from bench.machine import allowed_cpus
from bench.processes import process_tree_cpu_seconds

APART = CpuPlan(frozenset({0}), frozenset({1, 2}))
SILENT = (None, None)


@dataclass
class Scripted:
    """A part whose seconds at the two edges are told beforehand."""

    edges: tuple[float | None, float | None]
    _left: Iterator[float | None] = field(init=False)

    def __post_init__(self) -> None:
        self._left = iter(self.edges)

    def cpu_seconds(self) -> float | None:
        return next(self._left)


@pytest.fixture
def two_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds, in which CPU 0 was idle for half a second, and 1 and 2 for two in all."""
    idle = {frozenset({0}): iter((10.0, 10.5)), frozenset({1, 2}): iter((20.0, 22.0))}
    idle[frozenset({0, 1, 2})] = iter((30.0, 32.5))
    clock = iter((100.0, 102.0))
    monkeypatch.setattr(meters, "idle_seconds", lambda cpus: next(idle[frozenset(cpus)]))
    monkeypatch.setattr(meters.time, "perf_counter", lambda: next(clock))
    monkeypatch.setattr(meters, "allowed_cpus", lambda: frozenset({0, 1, 2}))


def measured(plan: CpuPlan | None, app: Scripted, proxy: Scripted | None = None) -> CpuMeters:
    found = CpuMeters(app, Scripted((5.0, 5.5)), Scripted((7.0, 8.0)), proxy, plan)
    found.start()
    found.stop()
    return found


@pytest.mark.usefixtures("two_seconds")
class TestTwoSeconds:
    def test_what_nobody_of_the_trial_used_is_foreign(self) -> None:
        found = measured(APART, Scripted((1.0, 2.3))).foreign()
        # of CPU 0: 2 - 0.5 idle - 1.3 of the app; of 1 and 2: 4 - 2 idle - 0.5 - 1.0
        assert found == pytest.approx({"app": 0.1, "generator": 0.125})

    def test_the_proxy_is_no_foreign_program(self) -> None:
        found = measured(APART, Scripted((1.0, 2.3)), Scripted((3.0, 3.4))).foreign()
        assert found["generator"] == pytest.approx(0.025)

    def test_where_parts_run_anywhere_the_whole_machine_is_looked_at(self) -> None:
        found = measured(None, Scripted((1.0, 2.3))).foreign()
        assert found == pytest.approx({"machine": (6 - 2.5 - 1.3 - 0.5 - 1.0) / 6})

    def test_nothing_is_said_of_cpus_of_a_part_that_does_not_tell(self) -> None:
        assert measured(APART, Scripted(SILENT)).foreign().keys() == {"generator"}

    def test_what_is_left_of_the_others_cpus_is_a_part_of_all_their_time(self) -> None:
        found = measured(APART, Scripted((1.0, 2.3))).idle_fraction("generator")
        assert found == pytest.approx(2 / 4)

    def test_others_without_cpus_of_their_own_have_nothing_left_that_is_told(self) -> None:
        assert measured(None, Scripted((1.0, 2.3))).idle_fraction("generator") is None

    def test_more_than_there_was_is_none(self) -> None:
        assert measured(APART, Scripted((1.0, 4.0))).foreign()["app"] == 0.0

    def test_microseconds_a_request_are_of_the_window(self) -> None:
        assert measured(APART, Scripted((1.0, 2.5))).us_per("app", 1_000) == pytest.approx(1_500)


@pytest.fixture
def loop() -> Iterator[subprocess.Popen[bytes]]:
    """A program that never rests."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as process:
        yield process
        process.kill()


class Idle:
    def cpu_seconds(self) -> float:
        return 0.0


@dataclass
class Process:
    pid: int

    def cpu_seconds(self) -> float:
        return process_tree_cpu_seconds(self.pid)


def test_a_real_program_is_foreign_until_it_is_a_part(loop: subprocess.Popen[bytes]) -> None:
    without, within = (CpuMeters(app, Idle(), Idle()) for app in (Idle(), Process(loop.pid)))
    for edge in ("start", "stop"):
        getattr(without, edge)()
        getattr(within, edge)()
        time.sleep(0.5)
    assert without.foreign()["machine"] > 0.05
    assert without.foreign()["machine"] > within.foreign()["machine"]


def test_idle_time_is_told_of_every_cpu() -> None:
    assert (idle_seconds(allowed_cpus()) or 0.0) > 0


def test_of_a_cpu_that_is_not_there_nothing_is_told() -> None:
    assert idle_seconds({0, 10_000}) is None


class Late:
    """A proxy that has passed on two chunks more each time it is asked, 3 ms late each."""

    passed = 10

    def lateness(self) -> tuple[int, float]:
        self.passed += 2
        return self.passed, self.passed * 0.003


def test_lateness_is_the_mean_of_the_window() -> None:
    meter = LatenessMeter(Late())
    meter.start()
    meter.stop()
    assert meter.mean_ms() == pytest.approx(3.0)


def test_without_a_proxy_nothing_is_late() -> None:
    meter = LatenessMeter(None)
    meter.start()
    meter.stop()
    assert meter.mean_ms() is None
