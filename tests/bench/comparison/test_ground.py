"""What a run leaves in a database that is not its own."""

from contextlib import suppress

import psycopg

from bench.comparison.config import Load, RunConfig
from bench.comparison.ground import ground_for
from bench.cpu_plan import cpu_plan
from bench.dataset import row_counts
from bench.errors import Interrupted
from bench.stacks import Capacity, get_stack


class Silent:
    def step(self, what: str) -> None:
        pass


def test_an_interrupted_trial_leaves_the_dataset_and_nothing_else(fresh_database_url: str) -> None:
    stack = get_stack("fastapi-asyncpg-raw")
    config = RunConfig(
        stacks=(stack,),
        workloads=("write",),
        loads=(Load(users=1),),
        capacity=Capacity(),
        scale=0.01,
        database_url=fresh_database_url,
        seed=1,
    )
    with suppress(Interrupted), ground_for(config, cpu_plan(), Silent()) as ground:
        dataset = ground.dataset
        with psycopg.connect(fresh_database_url, autocommit=True) as connection:
            connection.execute("INSERT INTO toys (name) VALUES ('Made under load')")
        raise Interrupted
    assert row_counts(fresh_database_url) == dataset.row_counts
