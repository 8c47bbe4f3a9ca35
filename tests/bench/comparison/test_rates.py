"""What a rate asks of a stack: requests a second, also where a visit sends several."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from bench.comparison.config import Load, RunConfig
from bench.comparison.ground import Ground
from bench.comparison.measure import measure
from bench.comparison.schedule import Slot
from bench.database import database
from bench.dataset import Dataset, load
from bench.generator.client import Generator
from bench.results import Trial
from bench.servers import Server
from bench.stacks import Capacity, get_stack

STACK = get_stack("fastapi-asyncpg")
SMALL = Dataset(0.01)
CONFIG = RunConfig(
    stacks=(STACK,),
    workloads=("read", "write"),
    loads=(Load(rate=160.0), Load(share=0.5)),
    arrivals="constant",
    capacity=Capacity(pool_size=4),
    warmup_s=0.1,
    window_s=1.0,
    seed=1,
)
CAPACITY_RPS = 320.0


@pytest.fixture(scope="module")
def ground(new_database: Callable[[], str]) -> Iterator[Ground]:
    """One stack on a small dataset, whose capacity is taken to be known."""
    with ExitStack() as running:
        place = running.enter_context(database(new_database()))
        load(place.url, SMALL)
        server = Server(STACK, database_url=place.url, pool_size=CONFIG.capacity.pool_size)
        running.enter_context(server)
        generator = running.enter_context(Generator())
        known = {(STACK.name, workload): CAPACITY_RPS for workload in CONFIG.workloads}
        servers = {STACK.name: server}
        yield Ground(CONFIG, place, SMALL, servers, generator, capacities=known)


@pytest.fixture(scope="module", params=["160/s", "50%"])
def trials(request: pytest.FixtureRequest, ground: Ground) -> dict[str, Trial]:
    """A trial of each workload, at a rate and at the share that comes to it."""
    asked = Load(share=0.5) if request.param == "50%" else Load(rate=160.0)
    return {
        workload: measure(ground, Slot(STACK.name, workload, asked, 1))
        for workload in CONFIG.workloads
    }


@pytest.mark.parametrize("workload", CONFIG.workloads)
def test_what_is_offered_is_the_rate_in_requests(trials: dict[str, Trial], workload: str) -> None:
    trial = trials[workload]
    assert trial.rate == 160.0
    assert trial.offered
    assert trial.requests_per_visit
    offered_rps = trial.offered * trial.requests_per_visit / trial.duration_s
    assert offered_rps == pytest.approx(160.0, rel=0.1)


def test_a_visit_that_writes_is_four_requests(trials: dict[str, Trial]) -> None:
    sent = {workload: trial.requests_per_visit for workload, trial in trials.items()}
    assert sent == {"read": 1.0, "write": 4.0}
