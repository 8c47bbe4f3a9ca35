"""How long a trial warms up: connections open within it, however far the database is."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bench.comparison.config import FLOOR, Load, RunConfig
from bench.comparison.ground import Ground
from bench.comparison.measure import order
from bench.comparison.schedule import Slot
from bench.cpu_plan import CpuPlan
from bench.crossover.axes import AXES
from bench.crossover.points import Field, Point
from bench.dataset import Dataset
from bench.price.search import Size
from bench.price.study import point_of
from bench.stacks import Capacity, get_stack

STACK = get_stack("flask-psycopg")
CONFIG = RunConfig(
    stacks=(STACK,),
    workloads=("read",),
    loads=(Load(users=4),),
    capacity=Capacity(),
    warmup_s=0.5,
    seed=1,
)
SERVER: Any = SimpleNamespace(url="http://127.0.0.1:1", stop=lambda: None)
NOTHING: Any = None


def ground(db_latency_ms: float | None) -> Ground:
    config = replace(CONFIG, db_latency_ms=db_latency_ms)
    return Ground(config, NOTHING, Dataset(0.01), {STACK.name: SERVER}, NOTHING)


def warmup_s(found: Ground, workload: str = "read") -> float:
    return order(found, Slot(STACK.name, workload, Load(users=4), 1)).warmup_s


@pytest.mark.parametrize(
    ("db_latency_ms", "seconds"), [(None, 0.5), (0.0, 0.5), (2.0, 0.55), (50.0, 1.75)]
)
@pytest.mark.parametrize("workload", ["read", FLOOR])
def test_a_run_warms_up_for_25_round_trips_more(
    workload: str, db_latency_ms: float | None, seconds: float
) -> None:
    assert warmup_s(ground(db_latency_ms), workload) == pytest.approx(seconds)


@pytest.mark.parametrize(
    ("db_latency_ms", "point", "seconds"),
    [
        pytest.param(50.0, AXES["users"].point(8), 1.75, id="crossover of users at a distance"),
        pytest.param(50.0, AXES["connections"].point(8), 1.75, id="of connections"),
        pytest.param(50.0, AXES["slow-share"].point(5), 1.75, id="of slow requests"),
        pytest.param(None, AXES["users"].point(8), 0.5, id="without a proxy"),
        pytest.param(0.0, AXES["db-latency"].point(20), 1.0, id="crossover of latencies"),
        pytest.param(0.0, Point(db_latency_ms=2.0, users=8), 0.55, id="cell of a map"),
        pytest.param(50.0, Point(users=8, threads=8), 1.75, id="level of a price"),
        pytest.param(50.0, point_of(Size(1, 8)), 1.75, id="size of a price"),
        pytest.param(50.0, Point(db_latency_ms=0.0), 0.5, id="0 ms instead of the field's own"),
    ],
)
def test_a_point_warms_up_by_the_latency_that_it_comes_to(
    db_latency_ms: float | None, point: Point, seconds: float
) -> None:
    field = Field(ground(db_latency_ms), CpuPlan(None, None))
    there = replace(field.ground, config=field.configuration(point))
    assert warmup_s(there) == pytest.approx(seconds)
