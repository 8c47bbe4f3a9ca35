"""A study as it runs: prepared ground, stack after stack, fault after fault."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Protocol

from bench import machine
from bench.chaos.config import Config
from bench.chaos.document import Chaos, NamedFault, Row
from bench.chaos.field import Field, Ground, ending_server, renew
from bench.chaos.load import Load
from bench.chaos.postgres import MortalPostgres
from bench.chaos.probe import usable_connections
from bench.chaos.trial import trial
from bench.chaos.wire import place_of
from bench.chaos.writes import Writes
from bench.cpu_plan import CpuPlan
from bench.dataset import Dataset, load
from bench.latency.control import LatencyProxy
from bench.results import Stack
from bench.schema import migrate
from bench.servers import Servable


class Watcher(Protocol):
    """Is told how a study goes on."""

    def step(self, what: str) -> None:
        """Hear that something begins which is no fault."""

    def turn(self, stack: str, fault: str, share: float) -> None:
        """Hear that a fault begins; this share of all is done."""

    def judged(self, row: Row) -> None:
        """Hear what became of it."""


def study(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Chaos]:
    """Yield the document so far after each fault, the last one whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    with ground_for(config, cpus, watcher) as ground:
        so_far = Chaos(
            environment={
                **machine.environment(),
                "database": machine.postgres_environment(ground.postgres.url),
                "cpus_of_app": sorted(cpus.app or ()),
                "cpus_of_database_load_and_proxy": sorted(cpus.others or ()),
            },
            config=config.published(),
            stacks=tuple(map(described, config.stacks)),
            faults=tuple(
                NamedFault(name=f.name, column=f.column, title=f.title) for f in config.faults
            ),
        )
        for stack in config.stacks:
            for row in rows_of(ground, stack, watcher, done=len(so_far.rows)):
                so_far = replace(so_far, rows=(*so_far.rows, row))
                watcher.judged(row)
                yield so_far


@contextmanager
def ground_for(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Ground]:
    """Start what all stacks share, and end it afterwards."""
    dataset = Dataset(config.scale)
    with ExitStack() as running:
        watcher.step("Starting the database")
        postgres = running.enter_context(MortalPostgres(cpus))
        migrate(postgres.url)
        load(postgres.url, dataset)
        line = running.enter_context(LatencyProxy(postgres.url, cpus=cpus.others))
        yield Ground(config, cpus, postgres, line, dataset)


def rows_of(ground: Ground, stack: Servable, watcher: Watcher, done: int = 0) -> Iterator[Row]:
    """Try every fault on a stack; after one that it did not get over, on a fresh server."""
    config, study_id = ground.config, secrets.token_hex(3)
    every = len(config.stacks) * len(config.faults)
    watcher.step(f"Starting {stack.name}")
    through_line = config.faults[0].through_line
    server = ground.server_of(stack, through_line).start()
    writes = Writes("", ground.dataset)
    with (
        Load(place_of(server.url), writes, ground.cpus.others) as running,
        ending_server(Field(ground, stack, server, running, through_line)) as field,
    ):
        usable = usable_connections(field)
        broken = False
        for number, fault in enumerate(config.faults):
            if broken or fault.through_line != field.through_line:
                watcher.step(f"Starting {stack.name} anew")
                renew(field, fault.through_line)
            watcher.turn(stack.name, fault.title, (done + number) / every)
            row = trial(field, fault, f"{study_id}.{number}.", usable)
            yield row
            broken = row.verdict != "held"


def described(stack: object) -> Stack:
    """Return how the document names a stack."""
    keys = ("name", "framework", "server", "driver", "style", "warning", "bridge")
    return Stack(**{key: getattr(stack, key) for key in keys})
