"""Where trials take place, and how it is prepared: database, dataset, servers, contract."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Protocol

import psycopg

from bench.comparison.config import RunConfig
from bench.containers.project import Project
from bench.containers.service import ContainerService, contained_database
from bench.contract import run_checks
from bench.cpu_plan import CpuPlan
from bench.database import Database, database
from bench.dataset import Dataset, restore
from bench.errors import UserError
from bench.generator.client import Generator
from bench.latency.control import LatencyProxy
from bench.latency.loop import Latency
from bench.loading import loaded
from bench.running_service import RunningService
from bench.schema import url_for_apps
from bench.servers import Server
from bench.stack_file import CustomStack
from bench.stacks import Stack

OWN_CONNECTIONS = 5
"""Connections that the comparison itself opens beside those of the stacks."""

Service = Server | RunningService | ContainerService
"""What serves a stack: a process of ours, a service that runs already, or a container."""


@dataclass(frozen=True)
class Ground:
    """Where trials take place: a server for each stack, one database, one generator."""

    config: RunConfig
    database: Database
    dataset: Dataset
    servers: Mapping[str, Service]
    generator: Generator
    statements: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Statements a request by (stack, workload), where they could be counted."""
    capacities: dict[tuple[str, str], float] = field(default_factory=dict)
    """The most requests a second that (stack, workload) served in a closed loop of the first round;
    filled as found, and kept, so that a share of it means the same rate in every round."""
    app_url: str | None = None
    """The database as apps reach it, if with another role than the comparison does."""
    proxy: LatencyProxy | None = None
    """Between apps and database where a latency was asked for; it adds none before a trial."""
    plan: CpuPlan | None = None
    """Who stays on which CPUs; None where something of a trial runs anywhere."""

    @property
    def url_of_apps(self) -> str:
        """Where apps find the database; the comparison itself goes past the proxy."""
        return self.proxy.url if self.proxy else (self.app_url or self.database.url)

    def add_latency(self) -> None:
        """Let the proxy, if there is one, add what the configuration says from now on."""
        if self.proxy:
            asked = Latency(self.config.db_latency_ms or 0.0, self.config.db_jitter_ms)
            self.proxy.set(asked)

    def on_turn(self, stack: str) -> Service:
        """Return what serves a stack, once it runs: containers do so one at a time."""
        return on_turn(self.servers[stack])


class Steps(Protocol):
    """Is told what is being prepared."""

    def step(self, what: str) -> None:
        """Hear that something begins which is no trial."""


@contextmanager
def ground_for(config: RunConfig, cpus: CpuPlan, steps: Steps) -> Iterator[Ground]:
    """Start and prepare everything that trials need, and end it afterwards."""
    dataset = Dataset(config.scale)
    with ExitStack() as running:
        steps.step("Starting the database" if config.database_url is None else "Connecting")
        project = Project() if config.compose else None
        place = running.enter_context(
            contained_database(project, cpus)
            if project
            else database(config.database_url, cpus.others)
        )
        check_connections(config, place)
        running.enter_context(loaded(place, dataset, steps.step))
        app_url = url_for_apps(place)
        proxy = None
        if config.db_latency_ms is not None:
            proxy = running.enter_context(LatencyProxy(app_url, cpus=cpus.others))
        servers: dict[str, Service] = {}
        for stack in config.stacks:
            steps.step(f"Starting {stack.name}")
            service = served(stack, config, cpus, proxy.url if proxy else app_url, project)
            servers[stack.name] = service
            running.enter_context(service)
        for stack in config.stacks:
            if stack.contract:
                steps.step(f"Checking the contract of {stack.name}")
                verify(stack.name, on_turn(servers[stack.name]).url)
        restore(place.url, dataset)
        generator = running.enter_context(Generator(cpus=cpus.others, locustfile=config.locustfile))
        apart = place.embedded and all(isinstance(one, Server) for one in servers.values())
        plan = cpus if apart else None
        yield Ground(
            config, place, dataset, servers, generator, app_url=app_url, proxy=proxy, plan=plan
        )


def served(
    stack: Stack | CustomStack,
    config: RunConfig,
    cpus: CpuPlan,
    database_url: str,
    project: Project | None = None,
) -> Service:
    """Return what will serve a stack."""
    if project:
        return ContainerService(stack, project, config.capacity, cpus)
    if stack.url:
        return RunningService(stack.url)
    return Server(
        stack,
        database_url=database_url,
        workers=config.capacity.workers,
        threads=config.capacity.threads,
        pool_size=config.capacity.pool_size,
        env={"APPLICATION_NAME": stack.name},
        cpus=cpus.app,
    )


def on_turn(service: Service) -> Service:
    """Return a service once it runs."""
    if isinstance(service, ContainerService):
        service.take_turn()
    return service


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
