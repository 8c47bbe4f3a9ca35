"""What the fit makes of latencies whose truth is known."""

from dataclasses import replace

import pytest

from bench.plan.demands import Demands
from bench.plan.fit import fitted, throughput_error
from bench.plan.network import Closed, Open
from bench.plan.route import Fitted, Layout, here
from bench.plan.simulation import simulate
from tests.bench.plan.known import (
    DEMANDS,
    METERED,
    THREADED,
    TRUTH,
    as_measured,
    calm_as_measured,
    outcome,
)


def seen_through(demands: Demands) -> Demands:
    busy, quiet = (as_measured(demands, TRUTH, users) for users in (16, 1))
    return replace(demands, busy=busy, quiet=quiet)


@pytest.fixture(scope="module", params=[DEMANDS, THREADED], ids=lambda demands: demands.holds)
def known(request: pytest.FixtureRequest) -> tuple[Demands, Fitted]:
    demands = seen_through(request.param)
    return demands, fitted(demands)


def test_the_time_to_wake_is_found(known: tuple[Demands, Fitted]) -> None:
    assert known[1].wake_s == pytest.approx(TRUTH.wake_s, rel=0.15)


def test_how_much_visits_differ_is_found(known: tuple[Demands, Fitted]) -> None:
    assert known[1].cv == pytest.approx(TRUTH.cv, abs=0.2)


@pytest.mark.parametrize("load", [Closed(4), Closed(64), Open(1_500)], ids=str)
def test_conditions_outside_the_fit_are_told(
    known: tuple[Demands, Fitted], load: Closed | Open
) -> None:
    demands, found = known
    told, true = (
        simulate(here(demands, fit, Layout(8, 8)), load, 20_000) for fit in (found, TRUTH)
    )
    assert told.p95_s == pytest.approx(true.p95_s, rel=0.15)


def test_without_few_users_nothing_is_said_of_waking() -> None:
    assert fitted(replace(seen_through(DEMANDS), quiet=None)).wake_s == 0


def test_a_machine_that_was_busy_otherwise_is_noticed() -> None:
    demands = seen_through(DEMANDS)
    slow = replace(demands.busy, throughput_rps=demands.busy.throughput_rps / 2)
    assert throughput_error(replace(demands, busy=slow), TRUTH) > 0.8


def test_a_quiet_machine_gives_back_what_was_measured(known: tuple[Demands, Fitted]) -> None:
    assert throughput_error(*known) == pytest.approx(0, abs=0.05)


def test_an_open_loop_counts_from_the_intended_start() -> None:
    generator = replace(seen_through(DEMANDS), quiet=replace(DEMANDS.busy, users=1, mean_s=0.0003))
    closed, opened = (
        simulate(here(generator, TRUTH, Layout(8, 8), open_loop=kind), Open(10)).mean_s
        for kind in (False, True)
    )
    assert generator.between_s > 0
    assert opened == pytest.approx(closed + generator.between_s, rel=0.1)


@pytest.fixture(scope="module", params=[DEMANDS, THREADED], ids=lambda demands: demands.holds)
def metered(request: pytest.FixtureRequest) -> tuple[Demands, Fitted]:
    busy, quiet = (as_measured(request.param, METERED, users) for users in (16, 1))
    calm = calm_as_measured(request.param, METERED, 300)
    demands = replace(request.param, busy=busy, quiet=quiet, calm=calm)
    return demands, fitted(demands)


def test_times_to_wake_are_read_from_meters(metered: tuple[Demands, Fitted]) -> None:
    assert metered[1].wake_app_s == pytest.approx(METERED.wake_app_s, rel=0.15)
    assert metered[1].wake_s == pytest.approx(METERED.wake_s, rel=0.25)


@pytest.mark.parametrize("load", [Closed(4), Closed(64), Open(900), Open(1_500)], ids=str)
def test_with_meters_conditions_outside_the_fit_are_told(
    metered: tuple[Demands, Fitted], load: Closed | Open
) -> None:
    demands, found = metered
    told, true = (outcome(demands, fit, load) for fit in (found, METERED))
    assert told.mean_s == pytest.approx(true.mean_s, rel=0.1)
    assert told.p95_s == pytest.approx(true.p95_s, rel=0.15)


def test_a_calm_load_that_costs_no_more_wakes_nobody() -> None:
    busy = as_measured(DEMANDS, Fitted(), 16)
    calm = calm_as_measured(DEMANDS, Fitted(), 300)
    found = fitted(replace(DEMANDS, busy=busy, calm=replace(calm, app_s=DEMANDS.app_s / 2)))
    assert found.wake_app_s == 0
