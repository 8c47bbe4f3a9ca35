"""What plans say of demands that are known."""

from dataclasses import replace
from math import ceil

import pytest

from bench.plan.document import StackPlan
from bench.plan.goal import MOST_BUSY, Goal
from bench.plan.network import Open
from bench.plan.route import Layout, elsewhere
from bench.plan.simulation import simulate
from bench.plan.sizing import plan_stack
from tests.bench.plan.known import DEMANDS, THREADED, TRUTH

NEAR = Goal(rate=5_000, p95_ms=20)
FAR = replace(NEAR, db_latency_ms=5)
HUGE = replace(NEAR, rate=1_000_000, p95_ms=50)


@pytest.fixture(scope="module")
def near() -> StackPlan:
    return plan_stack(THREADED, TRUTH, NEAR)


@pytest.fixture(scope="module")
def far() -> StackPlan:
    return plan_stack(THREADED, TRUTH, FAR)


@pytest.fixture(scope="module")
def huge() -> StackPlan:
    return plan_stack(DEMANDS, TRUTH, HUGE)


def test_the_goal_is_kept_in_a_simulation_of_other_times(far: StackPlan) -> None:
    network = elsewhere(
        THREADED, TRUTH, Layout(far.threads, far.pool_size, 0.005), servers=4, utilisation=0.0625
    )
    found = simulate(network, Open(FAR.rate / far.processes), 30_000, seed=123)
    assert found.p95_s * 1e3 <= 1.15 * FAR.p95_ms


def test_there_are_no_fewer_processes_than_the_cpu_asks_for(near: StackPlan) -> None:
    assert near.processes >= NEAR.rate * THREADED.app_s / MOST_BUSY


def test_a_generous_p95_leaves_just_what_the_cpu_asks_for(near: StackPlan) -> None:
    assert near.processes == ceil(NEAR.rate * THREADED.app_s / MOST_BUSY)


def test_machines_hold_a_process_a_core(near: StackPlan) -> None:
    assert near.machines == ceil(near.processes / NEAR.cores_per_machine)


def test_a_database_that_is_far_takes_more_connections(near: StackPlan, far: StackPlan) -> None:
    assert far.connections > near.connections


def test_a_database_that_is_far_takes_more_threads(near: StackPlan, far: StackPlan) -> None:
    assert (far.threads or 0) > (near.threads or 0)


def test_threads_suffice_for_what_littles_law_says_is_held(far: StackPlan) -> None:
    assert (far.threads or 0) >= FAR.rate / far.processes * far.mean_ms / 1e3


def test_no_connection_is_without_a_thread(far: StackPlan) -> None:
    assert (far.pool_size or 0) <= (far.threads or 0)


def test_an_asynchronous_stack_has_no_threads(huge: StackPlan) -> None:
    assert huge.threads is None


def test_a_stricter_p95_takes_no_fewer_processes() -> None:
    counts = [
        plan_stack(DEMANDS, TRUTH, replace(NEAR, p95_ms=p95_ms)).processes
        for p95_ms in (3.0, 2.0, 1.5)
    ]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0]


def test_a_p95_below_the_way_to_the_database_is_out_of_reach() -> None:
    plan = plan_stack(DEMANDS, TRUTH, replace(FAR, p95_ms=5))
    assert not plan.reachable
    assert plan.alone_p95_ms > 5


def test_what_runs_out_first_comes_first(near: StackPlan) -> None:
    rates = [resource.all_at_rps for resource in near.resources]
    assert rates == sorted(rates)


def test_the_cpu_of_the_app_is_gone_at_what_its_processes_can_do(near: StackPlan) -> None:
    cpu = next(one for one in near.resources if one.name == "app CPU")
    assert cpu.all_at_rps == pytest.approx(near.processes / THREADED.app_s)


def test_more_connections_than_the_database_gives_run_out_first(huge: StackPlan) -> None:
    assert huge.resources[0].name == "max_connections"


def test_the_rate_that_the_connections_allow_is_below_the_goal(huge: StackPlan) -> None:
    assert huge.resources[0].all_at_rps < HUGE.rate


def test_databases_are_as_many_as_their_cpu_asks_for(huge: StackPlan) -> None:
    need = HUGE.rate * DEMANDS.database_s / MOST_BUSY
    assert huge.databases == ceil(need / HUGE.database_cores)


def test_a_million_requests_a_second_are_marked_as_extrapolated(huge: StackPlan) -> None:
    assert "400.0 times the 2,500 that were measured" in huge.extrapolated[0]


def test_replicas_do_not_take_writes() -> None:
    plan = plan_stack(replace(DEMANDS, workload="write"), TRUTH, HUGE)
    assert any("take writes only where the data is split" in words for words in plan.extrapolated)


def test_what_was_measured_is_not_marked() -> None:
    plan = plan_stack(DEMANDS, TRUTH, Goal(rate=500, p95_ms=20))
    assert plan.extrapolated == ()


def test_without_a_database_there_is_no_pool() -> None:
    bare = replace(DEMANDS, workload="health", round_trips=0, database_s=0.0, floor_s=400e-6)
    assert plan_stack(bare, TRUTH, NEAR).pool_size is None
