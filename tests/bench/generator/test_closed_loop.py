import pytest

from bench.generator.histogram import decode

pytestmark = pytest.mark.alone


def test_requests_are_those_that_the_server_saw_within_the_window(load, target):
    edges = []
    note = lambda: edges.append(len(target.seen()))  # noqa: E731
    seen = load(
        think_min=0.01,
        think_max=0.01,
        callbacks={"on_window_start": note, "on_window_end": note},
    )
    assert seen.requests == pytest.approx(edges[1] - edges[0], abs=10)


def test_the_histogram_holds_every_request(load):
    seen = load()
    assert decode(seen.histogram).get_total_count() == seen.requests > 0


def test_throughput_is_requests_over_the_measured_duration(load):
    seen = load()
    assert seen.throughput_rps == pytest.approx(seen.requests / seen.duration_s)


def test_latency_is_told_by_request_name(load):
    seen = load("write")
    assert set(seen.latency_ms_by_request) == {
        "POST /toys",
        "POST /users",
        "PATCH /users/{id}",
        "DELETE /toys/{id}",
    }


def test_latency_is_at_least_what_the_server_takes(load, target):
    target.get("/set?delay_ms=20")
    assert load().latency_ms.p50 >= 20


def test_users_wait_between_requests_when_they_think(load):
    assert load(think_min=0.1, think_max=0.1, duration_s=1.0).requests <= 2 * 11


def test_the_mean_number_in_flight_is_the_number_of_users_of_a_slow_server(load, target):
    target.get("/set?delay_ms=50")
    assert load(users=8, duration_s=1.0).mean_in_flight == pytest.approx(8, rel=0.02)


def test_requests_that_cross_both_edges_are_in_flight(load, target):
    target.get("/set?delay_ms=1500")
    seen = load(users=8, duration_s=0.5)
    assert seen.requests == 0
    assert seen.mean_in_flight == pytest.approx(8, rel=0.02)
    assert seen.littles_law_error < 0.02


def test_the_time_of_users_who_are_starved_is_in_no_latency(load, target):
    target.get("/set?delay_ms=1500&only=4")
    seen = load(users=8)
    assert seen.requests > 0
    assert seen.errors == 0
    assert seen.unended_fraction == pytest.approx(0.5, abs=0.1)


@pytest.mark.parametrize("delay_ms", [0, 50, 300])
def test_no_time_is_missing_where_all_users_are_served_alike(load, target, delay_ms):
    target.get(f"/set?delay_ms={delay_ms}")
    assert load(users=8).unended_fraction < 0.1


def test_a_request_of_the_window_that_fails_after_it_is_an_error(load, target):
    target.get("/set?delay_ms=1000&status=503")
    assert load(users=3).errors == 3


def test_a_request_that_began_after_the_window_is_no_error(load, target):
    target.get("/set?delay_ms=400&status=503")
    seen = load("write", users=3, warmup_s=0.0, duration_s=0.2)
    assert seen.requests_in_all == 2 * 3
    assert seen.errors == 3


def test_littles_law_holds_for_a_slow_server(load, target):
    target.get("/set?delay_ms=50")
    assert load(users=8, duration_s=1.0).littles_law_error < 0.1


def test_littles_law_is_not_asked_of_users_who_think(load):
    assert load(think_min=0.01, think_max=0.01).littles_law_error is None


def test_p99_does_not_show_a_stall_of_one_second(load, target):
    seen = load(
        users=4, duration_s=2.0, callbacks={"on_window_start": lambda: target.get("/stall")}
    )
    assert seen.latency_ms.max > 900
    assert seen.latency_ms.p99 < 500


def test_a_wrong_status_is_an_error_and_no_request(load, target):
    target.get("/set?status=200")
    seen = load("write")
    assert seen.requests == 0
    assert seen.errors > 0
    assert "POST /toys: answered 200 instead of 201" in seen.error_examples


def test_a_server_error_is_an_error(load, target):
    target.get("/set?status=503")
    assert load().error_examples == ("GET /toys/{id}: answered 503 instead of 200",)


def test_a_refused_connection_is_an_error(load):
    assert "refused" in load(host="http://127.0.0.1:1", duration_s=0.2).error_examples[0]


def test_there_is_no_latency_without_an_answer(load, target):
    target.get("/set?status=503")
    assert load().latency_ms is None


def test_progress_goes_from_nothing_towards_one(load):
    fractions = []
    load(duration_s=1.0, callbacks={"on_progress": fractions.append})
    assert fractions == sorted(fractions)
    assert fractions[0] < 0.1 < 0.7 < fractions[-1] <= 1


@pytest.mark.parametrize(("seed", "same"), [(1, True), (2, False)])
def test_a_seed_draws_the_same_ids_again(load, target, seed, same):
    drawn = []
    for each in (1, seed):
        target.get("/forget")
        load(users=1, seed=each, duration_s=0.2)
        drawn.append(target.seen()[:20])
    assert (drawn[0] == drawn[1]) == same
