"""How much of a window was spent in requests, of those too that cross its edges."""

import time

import pytest

from bench.generator.flow import Flow
from bench.generator.law import unended_fraction

NOW = 100.0


@pytest.fixture(autouse=True)
def at_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "perf_counter", lambda: NOW)


@pytest.mark.parametrize(
    ("begin", "end", "took_ms", "within_s"),
    [
        (90.0, 110.0, 5_000, 5.0),
        (98.0, 110.0, 5_000, 2.0),
        (90.0, 97.0, 5_000, 2.0),
        (96.0, 98.0, 5_000, 2.0),
        (80.0, 90.0, 5_000, 0.0),
        (float("inf"), float("inf"), 5_000, 0.0),
    ],
    ids=["inside", "began before", "ended after", "both", "only after", "before any window"],
)
def test_what_lies_within_the_window_counts(
    begin: float, end: float, took_ms: float, within_s: float
) -> None:
    flow = Flow(begin, end)
    flow.record(response_time=took_ms)
    assert (flow.busy_s, flow.requests) == (within_s, 1)


def test_a_failed_request_was_busy_all_the_same() -> None:
    flow = Flow(90.0)
    flow.record(response_time=5_000, exception=ValueError("no"))
    assert flow.busy_s == 5.0


@pytest.mark.parametrize(
    ("begin", "end", "ended"),
    [(90.0, 110.0, (1, 5.0)), (98.0, 110.0, (1, 5.0)), (90.0, 97.0, (0, 0.0))],
    ids=["inside", "began before", "ended after"],
)
def test_what_ended_in_the_window_counts_whole(
    begin: float, end: float, ended: tuple[int, float]
) -> None:
    flow = Flow(begin, end)
    flow.record(response_time=5_000)
    assert (flow.ended, flow.ended_s) == ended


@pytest.mark.parametrize(
    ("users", "busy_s", "ended", "ended_s", "fraction"),
    [
        (16, 48.0, 4_800, 48.0, 0.0),
        (16, 48.0, 4_800, 47.84, 0.0),
        (16, 48.0, 4_800, 24.0, 0.4983),
        (16, 48.0, 4_801, 27.4, 0.4273),
        (256, 256.0, 256, 128.0, 0.0),
        (16, 8.0, 800, 9.0, 0.0),
    ],
    ids=[
        "all ended",
        "a latency each lacks",
        "half are starved",
        "one of the starved was served at last",
        "a latency is half the window",
        "some began before the window",
    ],
)
def test_time_in_flight_that_the_edges_do_not_explain_is_unended(
    users: int, busy_s: float, ended: int, ended_s: float, fraction: float
) -> None:
    flow = Flow(busy_s=busy_s, ended=ended, ended_s=ended_s)
    assert unended_fraction(users, flow) == pytest.approx(fraction, abs=1e-4)


def test_without_a_request_that_ended_there_is_no_mean_to_go_by() -> None:
    assert unended_fraction(16, Flow(busy_s=48.0)) is None
