"""Which open loop is calm enough to tell what waking costs."""

from dataclasses import replace

import pytest

from bench.plan.loops import calm_in
from bench.results import Trial
from tests.bench.plan.known import results

CAPACITY_RPS = 1_000.0


def opened(rate: float, app_us: float | None = 500.0) -> Trial:
    trial = results().trials[0]
    return replace(trial, users=None, rate=rate, app_cpu_us_per_request=app_us, throughput_rps=rate)


def test_it_is_that_of_the_lowest_rate() -> None:
    calm = calm_in([opened(250), opened(200, 800), opened(600)], CAPACITY_RPS)
    assert calm
    assert (calm.rate, calm.app_s) == (200, pytest.approx(800e-6))


def test_one_that_keeps_them_busy_tells_nothing() -> None:
    assert calm_in([opened(600)], CAPACITY_RPS) is None


def test_without_the_apps_meter_it_tells_nothing() -> None:
    assert calm_in([opened(200, None)], CAPACITY_RPS) is None


def test_a_closed_loop_is_none() -> None:
    closed = [trial for trial in results().trials if trial.users]
    assert closed
    assert calm_in(closed, CAPACITY_RPS) is None
