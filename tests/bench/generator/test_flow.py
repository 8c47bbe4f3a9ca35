"""How much of a window was spent in requests, of those too that cross its edges."""

import time

import pytest

from bench.generator.flow import Flow

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
