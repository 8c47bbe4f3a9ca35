"""Trials behind a latency proxy: what they tell, and what throws them out."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial

import pytest

from bench.analysis import by_condition, comparisons
from bench.comparison.config import Load, RunConfig
from bench.comparison.ground import Ground
from bench.comparison.measure import measure
from bench.comparison.schedule import Slot
from bench.database import database
from bench.dataset import Dataset, load
from bench.generator.client import Generator
from bench.latency.control import LatencyProxy
from bench.results import Trial
from bench.servers import Server
from bench.stacks import Capacity, get_stack
from bench.validity import Limits

pytestmark = pytest.mark.alone

STACK = get_stack("fastapi-asyncpg")
SMALL = Dataset(0.01)
CONFIG = RunConfig(
    stacks=(STACK,),
    workloads=("read",),
    loads=(Load(users=4),),
    capacity=Capacity(pool_size=4),
    warmup_s=0.5,
    window_s=0.5,
    seed=1,
    db_latency_ms=20.0,
)


@pytest.fixture(scope="module")
def ground(new_database: Callable[[], str]) -> Iterator[Ground]:
    """One stack on a small dataset, 20 ms from its database."""
    with ExitStack() as running:
        place = running.enter_context(database(new_database()))
        load(place.url, SMALL)
        proxy = running.enter_context(LatencyProxy(place.url))
        server = Server(
            STACK,
            database_url=proxy.url,
            pool_size=CONFIG.capacity.pool_size,
            env={"APPLICATION_NAME": STACK.name},
        )
        running.enter_context(server)
        generator = running.enter_context(Generator())
        found = Ground(CONFIG, place, SMALL, {STACK.name: server}, generator, proxy=proxy)
        found.add_latency()
        yield found


def trial(ground: Ground, number: int = 1) -> Trial:
    return measure(ground, Slot(STACK.name, "read", Load(users=4), number))


def test_a_trial_tells_how_far_the_database_was(ground: Ground) -> None:
    assert trial(ground).db_latency_ms == 20.0


def test_a_trial_tells_that_it_warmed_up_for_25_round_trips_more(ground: Ground) -> None:
    assert trial(ground).warmup_s == CONFIG.warmup_s + 0.5


def test_a_request_takes_the_round_trip_at_least(ground: Ground) -> None:
    found = trial(ground).latency_ms
    assert found is not None
    assert found.p50 >= 19.0


def test_a_trial_tells_what_the_proxy_used(ground: Ground) -> None:
    used = trial(ground).proxy_cpu_fraction
    assert used is not None
    assert 0 < used < 1


def test_a_trial_tells_how_late_the_proxy_was(ground: Ground) -> None:
    assert trial(ground).proxy_late_ms is not None


def test_a_proxy_that_was_too_busy_throws_a_trial_out(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a limit that a proxy breaks on any machine; to fill its whole core takes more than two
    monkeypatch.setattr("bench.validity.Limits", partial(Limits, proxy_cpu_fraction=1e-6))
    assert [why for why in trial(ground).reasons if why.startswith("the latency proxy used ")]


def test_trials_at_different_latencies_are_never_compared(ground: Ground) -> None:
    one = replace(trial(ground), valid=True, reasons=())
    trials = [
        replace(one, stack=stack, round=number, db_latency_ms=latency, throughput_rps=rps + number)
        for number in (1, 2)
        for stack, latency, rps in (("near", 1.0, 200.0), ("far", 20.0, 100.0))
    ]
    assert len(by_condition(trials)) == 2
    assert comparisons(trials) == ()
