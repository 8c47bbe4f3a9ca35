"""The simulation against queueing theory: what is known exactly must come out."""

from dataclasses import replace

import pytest

from bench.plan.mva import means_of, wait_probability
from bench.plan.network import Clock, Closed, Delay, Give, Network, Open, Shared, Step, Take, Visit
from bench.plan.simulation import Outcome, simulate

MANY = 60_000


def network(*steps: Step, cv: float = 1.0, servers: int = 1, **limits: int | None) -> Network:
    route = (Clock(ends=False), *steps, Clock(ends=True))
    return Network({"cpu": servers, "database": 2}, route, limits, cv)


CPU = Visit("cpu", 0.001)


def mean_wait_s(servers: int, utilisation: float, mean_s: float) -> float:
    """The mean wait in an M/M/c queue."""
    return wait_probability(servers, utilisation) * mean_s / (servers * (1 - utilisation))


def test_one_server_has_the_mean_of_an_m_m_1_queue() -> None:
    assert simulate(network(CPU), Open(600), MANY).mean_s == pytest.approx(0.001 / 0.4, rel=0.06)


def test_one_server_has_the_p95_of_an_m_m_1_queue() -> None:
    p95_s = simulate(network(CPU), Open(600), MANY).p95_s
    assert p95_s == pytest.approx(2.9957 * 0.001 / 0.4, rel=0.08)


@pytest.mark.parametrize("servers", [2, 4])
def test_several_servers_have_the_mean_of_an_m_m_c_queue(servers: int) -> None:
    found = simulate(network(CPU, servers=servers), Open(700 * servers), MANY)
    assert found.mean_s == pytest.approx(0.001 + mean_wait_s(servers, 0.7, 0.001), rel=0.06)


@pytest.mark.parametrize("cv", [0.0, 0.5, 1.5])
def test_the_wait_grows_with_the_variance_as_pollaczek_and_khinchine_say(cv: float) -> None:
    wait = 0.5 * 0.001 / (1 - 0.5) * (1 + cv**2) / 2
    found = simulate(network(CPU, cv=cv), Open(500), MANY)
    assert found.mean_s == pytest.approx(0.001 + wait, rel=0.06)


def test_a_first_visit_that_wakes_the_server_is_welchs_queue() -> None:
    """M/G/1 with an exceptional first service of mean 1.5 ms instead of 1, constant times."""
    rate, usual, first = 500.0, 0.001, 0.0015
    found = simulate(network(Visit("cpu", usual, wake_s=first - usual), cv=0.0), Open(rate), MANY)
    share = 1 - rate * usual + rate * first
    wait = rate * usual**2 / (2 * (1 - rate * usual)) + rate * (first**2 - usual**2) / (2 * share)
    service = usual + (1 - rate * usual) / share * (first - usual)
    assert found.mean_s == pytest.approx(wait + service, rel=0.04)


def test_erratic_waking_takes_as_long_on_the_whole_and_longer_at_times() -> None:
    steps = network(Visit("cpu", 0.001, wake_s=0.0005), Delay(0.01), cv=0.0)
    steady, erratic = (
        simulate(replace(steps, erratic=kind), Closed(1), MANY // 2) for kind in (False, True)
    )
    assert erratic.mean_s == pytest.approx(steady.mean_s, rel=0.01)
    assert erratic.p95_s - 0.011 == pytest.approx(2.9957 * 0.0005, rel=0.05)


@pytest.mark.parametrize("users", [1, 3, 16])
def test_a_closed_network_has_the_means_of_mean_value_analysis(users: int) -> None:
    parts = network(CPU, Delay(0.002), Visit("database", 0.0015))
    found = simulate(parts, Closed(users), MANY // 2)
    assert found.throughput_rps == pytest.approx(means_of(parts, users).throughput_rps, rel=0.03)


def test_a_shared_station_is_as_slow_as_one_whose_others_are_simulated() -> None:
    alone = simulate(network(Shared(0.001, servers=3, utilisation=0.8)), Open(10), MANY)
    assert alone.mean_s == pytest.approx(0.001 + mean_wait_s(3, 0.8, 0.001), rel=0.05)


HELD = network(Take("pool"), CPU, Delay(0.004), Give("pool"), pool=3)


@pytest.fixture(scope="module")
def full() -> Outcome:
    return simulate(HELD, Closed(12))


def test_a_closed_loop_keeps_littles_law(full: Outcome) -> None:
    assert full.throughput_rps * full.mean_s == pytest.approx(12, rel=0.01)


def test_no_more_are_held_than_there_are(full: Outcome) -> None:
    assert len(full.used["pool"].shares) <= 4


def test_a_pool_that_all_wait_for_is_always_in_use(full: Outcome) -> None:
    assert full.used["pool"].mean == pytest.approx(3, rel=0.01)


def test_a_pool_bounds_throughput_by_how_long_each_is_held(full: Outcome) -> None:
    inside = network(CPU, Delay(0.004))  # three users are all that the pool lets in
    assert full.throughput_rps == pytest.approx(means_of(inside, 3).throughput_rps, rel=0.03)


def test_what_is_held_is_rate_times_time_held() -> None:
    parts = network(Take("pool"), Delay(0.010), Give("pool"), pool=None)
    found = simulate(parts, Open(400), MANY // 2)
    assert found.used["pool"].mean == pytest.approx(found.throughput_rps * 0.010, rel=0.01)


def test_the_same_seed_has_the_same_outcome() -> None:
    assert simulate(HELD, Open(300), 2_000, seed=5) == simulate(HELD, Open(300), 2_000, seed=5)


def test_a_higher_rate_has_a_higher_p95() -> None:
    latencies = [simulate(network(CPU), Open(rate)).p95_s for rate in (100, 400, 700, 900)]
    assert latencies == sorted(latencies)


def test_a_smaller_pool_never_serves_more() -> None:
    served = [
        simulate(
            network(Take("pool"), Delay(0.002), CPU, Give("pool"), pool=size), Closed(16)
        ).throughput_rps
        for size in (1, 2, 4, 8)
    ]
    assert served == sorted(served)
