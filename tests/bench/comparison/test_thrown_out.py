"""Each rule that throws a trial out, on a trial that really breaks it."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psutil
import psycopg
import pytest

from bench.analysis import comparisons
from bench.comparison.config import Load, RunConfig
from bench.comparison.ground import Ground
from bench.comparison.measure import measure
from bench.comparison.schedule import Slot
from bench.database import database
from bench.dataset import Dataset, load, restore
from bench.generator.client import Generator
from bench.generator.trial import TrialLoad
from bench.processes import leashed
from bench.results import Trial
from bench.servers import Server
from bench.stacks import Capacity, get_stack

pytestmark = pytest.mark.alone

STACK = get_stack("fastapi-asyncpg")
SMALL = Dataset(0.01)
POOL_SIZE = 4
CONFIG = RunConfig(
    stacks=(STACK,),
    workloads=("read",),
    loads=(Load(users=4),),
    capacity=Capacity(pool_size=POOL_SIZE),
    warmup_s=0.1,
    window_s=0.3,
    floor_window_s=0.3,
    seed=1,
)


@pytest.fixture(scope="module")
def ground(new_database: Callable[[], str]) -> Iterator[Ground]:
    """One stack on a small dataset, with a generator that stays on one core."""
    with ExitStack() as running:
        place = running.enter_context(database(new_database()))
        load(place.url, SMALL)
        server = Server(
            STACK,
            database_url=place.url,
            pool_size=POOL_SIZE,
            env={"APPLICATION_NAME": STACK.name},
        )
        running.enter_context(server)
        generator = running.enter_context(Generator(cpus=last_cpu()))
        yield Ground(
            config=CONFIG,
            database=place,
            dataset=SMALL,
            servers={STACK.name: server},
            generator=generator,
        )


def last_cpu() -> set[int]:
    return {max(psutil.Process().cpu_affinity())}


def trial(ground: Ground, workload: str = "read", users: int = 4, number: int = 1) -> Trial:
    return measure(ground, Slot(STACK.name, workload, Load(users=users), number))


@contextmanager
def busy_loops(number: int) -> Iterator[None]:
    """Keep the generator's core busy with so many other programs that no part of a trial is."""
    command = leashed([sys.executable, "-c", "while True: pass"], cpus=last_cpu())
    programs = [subprocess.Popen(command) for _ in range(number)]
    try:
        yield
    finally:
        for program in programs:
            program.kill()
            program.wait()


def about(reasons: tuple[str, ...], *words: str) -> list[str]:
    return [reason for reason in reasons if any(said in reason for said in words)]


def test_a_generator_without_time_for_its_users_is_the_bottleneck(ground: Ground) -> None:
    asked = replace(ground, config=replace(CONFIG, workloads=("health",)))
    found = trial(asked, "health", users=64)
    assert about(found.reasons, "the load generator used ", "Little's law is off by ")


def test_another_program_on_a_core_throws_a_trial_out(ground: Ground) -> None:
    with busy_loops(1):
        found = trial(replace(ground, config=replace(CONFIG, window_s=1.0)), users=16)
    assert about(found.reasons, "other programs used ")


@dataclass(frozen=True)
class Boastful(Dataset):
    """A dataset that claims more toys than there are, and is otherwise as it should be."""

    @property
    def toys(self) -> int:
        return 1_000_000

    @property
    def row_counts(self) -> dict[str, int]:
        return SMALL.row_counts


def test_answers_that_are_errors_throw_a_trial_out(ground: Ground) -> None:
    found = trial(replace(ground, dataset=Boastful(SMALL.scale)))
    (reason,) = about(found.reasons, f"{found.errors:,} errors came back in ")
    assert reason.endswith("GET /toys/{id}: answered 404 instead of 200")


@pytest.fixture
def grown(ground: Ground) -> Iterator[Ground]:
    """The same ground, with a toy that nobody knows of."""
    with psycopg.connect(ground.database.url, autocommit=True) as connection:
        connection.execute("INSERT INTO toys (name) VALUES ('Made behind its back')")
    yield ground
    restore(ground.database.url, SMALL)


def test_a_table_that_grew_throws_a_trial_out(grown: Ground) -> None:
    reason = f"the dataset is not as it was: toys has {SMALL.toys + 1} rows, not {SMALL.toys}"
    assert reason in trial(grown).reasons


def test_more_connections_than_the_budget_throw_a_trial_out(ground: Ground) -> None:
    asked = replace(ground, config=replace(CONFIG, capacity=Capacity(pool_size=1)))
    found = trial(asked, users=8)
    reason = f"{POOL_SIZE} database connections were held, over the budget of 1"
    assert (found.connections, reason in found.reasons) == (POOL_SIZE, True)


@pytest.fixture
def overflowing(ground: Ground) -> Iterator[Ground]:
    """The stack with a pool of one, and more that it opens under load and closes after it."""
    name = {"APPLICATION_NAME": STACK.name, "MAX_OVERFLOW": "3"}
    with Server(STACK, database_url=ground.database.url, pool_size=1, env=name) as server:
        yield replace(ground, servers={STACK.name: server})


def test_connections_beyond_the_pool_count_too(overflowing: Ground) -> None:
    asked = replace(overflowing, config=replace(CONFIG, capacity=Capacity(pool_size=1)))
    found = trial(asked, users=8)
    assert about(found.reasons, "database connections were held, over the budget of 1")


class Starving(Generator):
    """A generator half of whose users got no answer."""

    def run_trial(self, *order: Any, **edges: Any) -> TrialLoad:
        return replace(super().run_trial(*order, **edges), unended_fraction=0.5)


def test_users_who_are_starved_throw_a_trial_out(ground: Ground) -> None:
    with Starving(cpus=last_cpu()) as generator:
        found = trial(replace(ground, generator=generator))
    assert about(found.reasons, "the slowest requests did not end in the window: 50 %")


NO_FAULT_OF_THE_GENERATOR = ("errors came back", "connections were held", "the dataset is not")


def test_a_trial_that_breaks_no_rule_is_not_thrown_out(ground: Ground) -> None:
    assert about(trial(ground).reasons, *NO_FAULT_OF_THE_GENERATOR) == []


def test_a_trial_does_not_inherit_the_peak_of_the_one_before(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    marks: list[int] = []
    monkeypatch.setattr("bench.servers.forget_peak_rss", lambda _: marks.append(1 << 20))
    monkeypatch.setattr("bench.processes.high_water_bytes", lambda _: [9 << 40, *marks][-1])
    assert 0 < (trial(ground).peak_rss_mib or 0) < 1_000


def test_a_trial_that_writes_leaves_the_tables_to_the_next_as_they_were(ground: Ground) -> None:
    trial(ground, "write")
    assert about(trial(ground).reasons, "the dataset") == []


def test_a_trial_that_was_thrown_out_is_in_no_comparison(grown: Ground) -> None:
    thrown_out = trial(grown, number=3)
    sound: dict[str, Any] = {"valid": True, "reasons": ()}
    pairs = [
        replace(thrown_out, stack=stack, round=number, throughput_rps=rps + number, **sound)
        for number in (1, 2)
        for stack, rps in ((STACK.name, 100.0), ("another", 200.0))
    ]
    partner = replace(pairs[-1], round=3)
    assert not thrown_out.valid
    assert comparisons([*pairs, partner, thrown_out]) == comparisons([*pairs, partner])
    assert {found.rounds for found in comparisons([*pairs, partner, thrown_out])} == {2}
