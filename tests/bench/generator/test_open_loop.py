import os
import time
from signal import SIGCONT, SIGSTOP

import pytest

from bench.generator.trial import Trial

pytestmark = pytest.mark.alone


def test_constant_arrivals_are_as_many_as_the_rate_says(load):
    assert load(rate=100.0, arrivals="constant", duration_s=1.0).offered == pytest.approx(
        100, abs=1
    )


@pytest.mark.parametrize("arrivals", ["constant", "poisson"])
def test_requests_are_those_that_the_server_saw_within_the_window(load, target, arrivals):
    edges = []
    note = lambda: edges.append(len(target.seen()))  # noqa: E731
    seen = load(
        rate=100.0,
        arrivals=arrivals,
        callbacks={"on_window_start": note, "on_window_end": note},
    )
    assert seen.requests == pytest.approx(edges[1] - edges[0], abs=10)


def test_all_that_was_offered_has_started_when_there_is_room(load):
    seen = load(rate=100.0)
    assert seen.started == pytest.approx(seen.offered, abs=2)
    assert seen.dropped == 0


def test_arrivals_do_not_wait_for_a_slow_server(load, target):
    target.get("/set?delay_ms=300")
    seen = load(rate=50.0, arrivals="constant", warmup_s=0.5, duration_s=1.0)
    assert seen.started == pytest.approx(50, abs=2)
    assert seen.mean_in_flight > 10


def test_p99_shows_a_stall_of_one_second(load, target):
    seen = load(
        rate=100.0, duration_s=2.0, callbacks={"on_window_start": lambda: target.get("/stall")}
    )
    assert seen.latency_ms.p99 > 900


def test_arrivals_without_room_are_dropped_and_counted(load, target):
    target.get("/set?delay_ms=200")
    seen = load(rate=50.0, arrivals="constant", duration_s=1.0, max_in_flight=2)
    assert seen.dropped > 30
    assert seen.dropped + seen.started == pytest.approx(seen.offered, abs=2)


@pytest.fixture(scope="module")
def held_up(generator, running_target):
    """What a trial sees whose generator cannot run for the first half second of the window."""

    def hold_up():
        os.kill(generator.pid, SIGSTOP)
        time.sleep(0.5)
        os.kill(generator.pid, SIGCONT)

    running_target.get("/set")
    trial = Trial(
        host=running_target.url,
        workload="write",
        rate=200.0,  # of requests, by 50 visits a second
        arrivals="constant",
        warmup_s=0.1,
        duration_s=1.5,
    )
    return generator.run_trial(trial, on_window_start=hold_up)


def test_arrivals_are_late_when_the_generator_could_not_run(held_up):
    assert held_up.late >= 20


def test_latency_counts_the_time_that_an_arrival_was_late(held_up):
    assert held_up.latency_ms_by_request["POST /toys"].max > 400


def test_requests_that_follow_in_an_arrival_count_from_their_own_start(held_up):
    assert held_up.latency_ms_by_request["DELETE /toys/{id}"].max < 400


def test_a_closed_loop_has_nothing_to_say_about_arrivals(load):
    seen = load()
    assert (seen.offered, seen.started, seen.late, seen.dropped) == (None,) * 4
