"""Where a study takes place, and how it is prepared: database, dataset, children, servers."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import psycopg

from bench.comparison.ground import OWN_CONNECTIONS, Steps
from bench.cpu_plan import CpuPlan
from bench.database import Database, database
from bench.dataset import Dataset
from bench.errors import UserError
from bench.layers.cells import Cell, asked_cell, child_cell
from bench.layers.children import Child
from bench.layers.config import Config
from bench.layers.operations import Operation
from bench.layers.served import PATHS, Asked
from bench.layers.subjects import Subject, places, stack_of
from bench.loading import loaded
from bench.servers import Server

POOL_SIZE = 8
"""Connections of an asynchronous child, as a served app has; a synchronous one needs one."""

LAYER_CONNECTIONS = 6
"""The most connections of a child beside its repositories' pools."""


@dataclass(frozen=True)
class Ground:
    """Where blocks are measured: cells by group, on one database."""

    config: Config
    database: Database
    dataset: Dataset
    groups: dict[str, list[Cell]]
    children: list[Child]
    served: dict[str, str] = field(default_factory=dict)
    """The stack that was served for a place."""

    def tidy(self) -> None:
        """Remove the rows that a block wrote, and the dead ones: the next finds the same tables."""
        with psycopg.connect(self.database.url, autocommit=True) as connection:
            connection.execute("DELETE FROM toys WHERE id > %s", [self.dataset.toys])
            connection.execute("VACUUM toys")


@contextmanager
def ground_for(config: Config, cpus: CpuPlan, steps: Steps) -> Iterator[Ground]:
    """Start and prepare everything that blocks need, and end it afterwards."""
    dataset = Dataset(config.scale)
    with ExitStack() as running:
        steps.step("Starting the database" if config.database_url is None else "Connecting")
        place = running.enter_context(database(config.database_url, cpus.others))
        check_connections(config, place)
        running.enter_context(loaded(place, dataset, steps.step))
        steps.step("Starting the processes to be measured")
        children = [
            started(running, subject, config, cpus, place.url, dataset)
            for subject in (*config.contenders, *layer_places(config))
        ]
        offers = {child.subject.name: child.wait() for child in children}
        groups = operation_groups(config, children) | layer_groups(children, offers)
        ground = Ground(config, place, dataset, groups, children)
        for child in layer_places(config):
            steps.step(f"Serving {child.place}")
            serve(running, ground, child, cpus)
        yield ground


def started(
    running: ExitStack,
    subject: Subject,
    config: Config,
    cpus: CpuPlan,
    url: str,
    dataset: Dataset,
) -> Child:
    """Start a child, to be ended with the rest."""
    styles = [subject.style] if subject.style else styles_of(subject, config)
    child = Child(
        subject,
        styles,
        database_url=url,
        toys=dataset.toys,
        pool_size=pool_size(subject),
        cpus=cpus.app,
    )
    running.callback(child.close)
    return child


def styles_of(place: Subject, config: Config) -> list[str]:
    """Return the styles through which a driver in its world is measured."""
    return [subject.style for subject in config.contenders if subject.place == place.place]


def pool_size(subject: Subject) -> int:
    """Return how many connections a child's repository may open; layers are called one by one."""
    return POOL_SIZE if subject.world == "aio" and subject.style else 1


def layer_places(config: Config) -> list[Subject]:
    """Return the drivers in their worlds whose layers are measured."""
    return places(config.contenders) if config.layers else []


def operation_groups(config: Config, children: list[Child]) -> dict[str, list[Cell]]:
    """Return the cells of each operation: every contender that can do it."""
    return {
        operation.name: [
            child_cell(operation.name, child, operation)
            for child in children
            if child.subject.style and (operation.tasks == 1 or child.subject.world == "aio")
        ]
        for operation in config.operations
    }


def layer_groups(children: list[Child], offers: dict[str, list[str]]) -> dict[str, list[Cell]]:
    """Return the cells of each driver's layers."""
    return {
        f"layers: {child.subject.name}": [
            child_cell(f"layers: {child.subject.name}", child, Operation(call, call, call))
            for call in offers[child.subject.name]
        ]
        for child in children
        if not child.subject.style
    }


def serve(running: ExitStack, ground: Ground, place: Subject, cpus: CpuPlan) -> None:
    """Serve the first stack of a place, if the catalogue has one, and add its cells."""
    stack = stack_of(place)
    if stack is None:
        return
    url = ground.database.url
    server = Server(stack, database_url=url, threads=1, pool_size=1, cpus=cpus.app)
    asked = Asked(running.enter_context(server), ground.dataset.toys)
    running.callback(asked.close)
    ground.served[place.place] = stack.name
    cells = ground.groups.setdefault("served", [])
    cells += [asked_cell("served", place.place, asked, call) for call in PATHS]


def check_connections(config: Config, place: Database) -> None:
    """Raise `UserError` when the server cannot hold the connections of all children at once."""
    spare = 2  # of a driver by itself, for the transaction that is written out
    needed = OWN_CONNECTIONS + sum(pool_size(subject) + spare for subject in config.contenders)
    for subject in layer_places(config):
        needed += LAYER_CONNECTIONS + len(styles_of(subject, config))
    with psycopg.connect(place.url) as connection:
        (free,) = connection.execute(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int"
        ).fetchall()[0]
    if needed > free:
        raise UserError(
            f"{len(config.contenders)} contenders and their layers need {needed} database "
            f"connections, and the server gives {free}: name fewer by --styles or --stacks, "
            "or raise max_connections."
        )
