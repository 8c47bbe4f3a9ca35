"""The whole run: database, schema, dataset, servers, contract, rounds, results."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from typing import Protocol

import psycopg

from bench import machine, results
from bench.analysis import comparisons, precise_enough
from bench.comparison.config import FLOOR, RunConfig
from bench.comparison.measure import Ground, measure
from bench.comparison.probe import all_slots, statements_per_request
from bench.comparison.schedule import Slot, round_of
from bench.contract import run_checks
from bench.cpu_plan import CpuPlan
from bench.database import Database, database
from bench.dataset import Dataset, load, refuse_foreign_rows, restore
from bench.errors import UserError
from bench.generator.client import Generator
from bench.results import Results, Trial
from bench.schema import migrate
from bench.servers import Server
from bench.stats import MINIMUM_ROUNDS

OWN_CONNECTIONS = 5
"""Connections that the comparison itself opens beside those of the stacks."""


class Watcher(Protocol):
    """Is told how a run goes on."""

    def step(self, what: str) -> None:
        """Hear that something begins which is no trial."""

    def trial(self, slot: Slot, share: float) -> None:
        """Hear that a trial begins; this share of the rounds, 0 to 1, is about done."""

    def measured(self, trial: Trial) -> None:
        """Hear that a trial ended."""


def run(config: RunConfig, cpus: CpuPlan, watcher: Watcher) -> Iterator[Results]:
    """Yield the results so far after each round, the last ones whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    with ground_for(config, cpus, watcher) as ground:
        watcher.step("Counting statements")
        counted = statements_per_request(ground, all_slots(config))
        ground = replace(ground, statements=counted)
        environment = {
            **machine.environment(),
            "database": machine.postgres_environment(ground.database.url),
            "cpus_of_app": sorted(cpus.app or ()),
            "cpus_of_database_and_generator": sorted(cpus.others or ()),
        }
        so_far = Results(
            environment=environment,
            config=config.published(),
            stacks=tuple(described(config)),
        )
        for trials in rounds(ground, watcher):
            so_far = replace(so_far, trials=so_far.trials + tuple(trials))
            contest = [trial for trial in so_far.trials if trial.workload in config.workloads]
            yield replace(so_far, comparisons=comparisons(contest))


def rounds(ground: Ground, watcher: Watcher) -> Iterator[list[Trial]]:
    """Yield the trials of each round until they are precise enough or the time is over."""
    config, clock = ground.config, Clock(ground.config.budget_s)
    contest: list[Trial] = []
    for number in count(1):
        trials = []
        slots = round_of(config, number)
        for done, slot in enumerate(slots):
            by_count = (number - 1 + done / len(slots)) / (config.rounds or 1)
            watcher.trial(slot, by_count if config.rounds else clock.share)
            trials.append(measure(ground, slot))
            watcher.measured(trials[-1])
        yield trials
        clock.round_ends()
        contest += [trial for trial in trials if trial.workload != FLOOR]
        precise = number >= MINIMUM_ROUNDS and precise_enough(contest, config.precision)
        if number >= config.rounds if config.rounds else precise or clock.is_over:
            return


class Clock:
    """How much of a time budget is spent, and whether another round fits into what is left."""

    def __init__(self, budget_s: float) -> None:
        self._budget_s = budget_s
        self._begin = self._round_begin = time.monotonic()
        self._longest = 0.0

    @property
    def share(self) -> float:
        """The part of the budget that is spent, 0 to 1."""
        return min((time.monotonic() - self._begin) / self._budget_s, 1.0)

    def round_ends(self) -> None:
        """Note the end of a round, which is the beginning of the next."""
        now = time.monotonic()
        self._longest = max(self._longest, now - self._round_begin)
        self._round_begin = now

    @property
    def is_over(self) -> bool:
        """Whether a round as long as the longest would overrun the budget."""
        return time.monotonic() - self._begin + self._longest > self._budget_s


@contextmanager
def ground_for(config: RunConfig, cpus: CpuPlan, watcher: Watcher) -> Iterator[Ground]:
    """Start and prepare everything that trials need, and end it afterwards."""
    dataset = Dataset(config.scale)
    with ExitStack() as running:
        watcher.step("Starting the database" if config.database_url is None else "Connecting")
        place = running.enter_context(database(config.database_url, cpus.others))
        check_connections(config, place)
        watcher.step("Migrating the schema")
        migrate(place.url)
        refuse_foreign_rows(place.url)
        watcher.step("Loading the dataset")
        load(place.url, dataset)
        servers = {}
        for stack in config.stacks:
            watcher.step(f"Starting {stack.name}")
            server = Server(
                stack,
                database_url=place.url,
                workers=config.capacity.workers,
                threads=config.capacity.threads,
                pool_size=config.capacity.pool_size,
                env={"APPLICATION_NAME": stack.name},
                cpus=cpus.app,
            )
            servers[stack.name] = running.enter_context(server)
        for name, server in servers.items():
            watcher.step(f"Checking the contract of {name}")
            verify(name, server.url)
        restore(place.url, dataset)
        generator = running.enter_context(Generator(cpus=cpus.others))
        yield Ground(config, place, dataset, servers, generator)


def verify(name: str, url: str) -> None:
    """Raise `UserError` unless the service keeps the contract: what differs is not compared."""
    broken = [result for result in run_checks(url) if not result.ok]
    if broken:
        first = broken[0]
        raise UserError(
            f"{name} breaks the contract in {len(broken)} places, so it is not measured; "
            f"first: {first.title}: {first.message} (all of them: bench verify {name})."
        )


def check_connections(config: RunConfig, place: Database) -> None:
    """Raise `UserError` when the server cannot hold the connections of all stacks at once."""
    needed = len(config.stacks) * config.capacity.connections + OWN_CONNECTIONS
    with psycopg.connect(place.url) as connection:
        (free,) = connection.execute(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
        ).fetchall()[0]
    if needed > free:
        raise UserError(
            f"{len(config.stacks)} stacks need {needed} database connections in all, and the "
            f"server gives {free}: name fewer stacks, lower --connections or raise max_connections."
        )


def described(config: RunConfig) -> Iterator[results.Stack]:
    """Yield the stacks as the results tell of them; each has kept the contract."""
    for stack in config.stacks:
        yield results.Stack(
            name=stack.name,
            framework=stack.framework,
            server=stack.server,
            driver=stack.driver,
            style=stack.style,
            warning=stack.warning,
            contract_verified=True,
        )
