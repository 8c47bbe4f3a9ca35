"""Mean value analysis against closed forms that are known by other ways."""

from math import factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.plan.mva import Centre, mean_values, wait_probability

DEMANDS = st.lists(st.floats(1e-5, 1e-1), min_size=1, max_size=4)


@pytest.mark.parametrize("users", [1, 2, 7, 50])
def test_one_station_serves_one_after_the_other(users: int) -> None:
    assert mean_values([Centre(0.004)], users).throughput_rps == pytest.approx(250)


@pytest.mark.parametrize("users", [1, 3, 16])
@pytest.mark.parametrize("stations", [2, 5])
def test_a_balanced_network_has_its_closed_form(stations: int, users: int) -> None:
    found = mean_values([Centre(0.01)] * stations, users)
    assert found.throughput_rps == pytest.approx(users / (0.01 * (stations + users - 1)))


@pytest.mark.parametrize("servers", [1, 2, 4])
@pytest.mark.parametrize("users", [1, 4, 12])
def test_users_who_pause_are_a_finite_source(users: int, servers: int) -> None:
    """M/M/c//N by its birth and death equations: users pause 30 ms and need 10 ms of a server."""
    weights = [1.0]
    for count in range(1, users + 1):
        weights.append(weights[-1] * (users - count + 1) / min(count, servers) * 0.010 / 0.030)
    busy = sum(min(count, servers) * weight for count, weight in enumerate(weights)) / sum(weights)
    found = mean_values([Centre(0.010, servers)], users, delay_s=0.030)
    assert found.throughput_rps == pytest.approx(busy / 0.010)


def test_as_many_servers_as_users_leave_no_queue() -> None:
    assert mean_values([Centre(0.002, 8), Centre(0.003, 9)], 8).residence_s == pytest.approx(0.005)


def test_the_order_of_the_stations_does_not_matter() -> None:
    centres = [Centre(0.003, 2), Centre(0.001), Centre(0.002, 3)]
    there, back = mean_values(centres, 9), mean_values(centres[::-1], 9)
    assert there.throughput_rps == pytest.approx(back.throughput_rps)


@given(demands=DEMANDS, users=st.integers(1, 20), delay=st.floats(0, 0.1))
@settings(max_examples=40, deadline=None)
def test_throughput_keeps_its_asymptotic_bounds(
    demands: list[float], users: int, delay: float
) -> None:
    found = mean_values([Centre(demand) for demand in demands], users, delay)
    most = min(1 / max(demands), users / (sum(demands) + delay))
    least = users / (users * sum(demands) + delay)
    assert least * (1 - 1e-9) <= found.throughput_rps <= most * (1 + 1e-9)


@given(demands=DEMANDS, users=st.integers(1, 20), delay=st.floats(0, 0.1))
@settings(max_examples=40, deadline=None)
def test_another_user_never_lowers_throughput(
    demands: list[float], users: int, delay: float
) -> None:
    centres = [Centre(demand, servers=2) for demand in demands]
    fewer, more = (mean_values(centres, count, delay) for count in (users, users + 1))
    assert more.throughput_rps >= fewer.throughput_rps * (1 - 1e-9)


@pytest.mark.parametrize("utilisation", [0.1, 0.5, 0.9])
def test_at_one_server_one_waits_as_often_as_it_is_busy(utilisation: float) -> None:
    assert wait_probability(1, utilisation) == pytest.approx(utilisation)


@pytest.mark.parametrize("servers", [2, 3, 10])
def test_the_wait_at_several_servers_is_erlangs(servers: int) -> None:
    load = 0.7 * servers
    whole = load**servers / factorial(servers) / (1 - 0.7)
    others = sum(load**count / factorial(count) for count in range(servers))
    assert wait_probability(servers, 0.7) == pytest.approx(whole / (whole + others))


def test_at_a_full_server_everybody_waits() -> None:
    assert wait_probability(2, 1.0) == 1
