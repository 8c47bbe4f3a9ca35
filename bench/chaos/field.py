"""Where faults take place: a database that may die, a line to it that may break, a served stack."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from bench.chaos.config import Config
from bench.chaos.load import Load
from bench.chaos.postgres import MortalPostgres
from bench.chaos.wire import Place, place_of
from bench.cpu_plan import CpuPlan
from bench.dataset import Dataset
from bench.latency.control import LatencyProxy
from bench.servers import Servable, Server


@dataclass(frozen=True)
class Ground:
    """What all stacks share."""

    config: Config
    cpus: CpuPlan
    postgres: MortalPostgres
    line: LatencyProxy
    dataset: Dataset

    def server_of(self, stack: Servable, through_line: bool) -> Server:
        """Return a server of a stack, not yet started, with a line to its database or without."""
        capacity = self.config.capacity
        return Server(
            stack,
            database_url=self.line.url if through_line else self.postgres.url,
            workers=capacity.workers,
            threads=capacity.threads,
            pool_size=capacity.pool_size,
            env=self.config.environment(stack.name),
            cpus=self.cpus.app,
        )


@dataclass
class Field:
    """One stack as it is served, under its load; `server` is another one after a restart."""

    ground: Ground
    stack: Servable
    server: Server
    load: Load
    through_line: bool = True

    @property
    def postgres(self) -> MortalPostgres:
        """The database."""
        return self.ground.postgres

    @property
    def config(self) -> Config:
        """What was asked."""
        return self.ground.config

    @property
    def place(self) -> Place:
        """Where the stack answers."""
        return place_of(self.server.url)

    def workers(self) -> list[psutil.Process]:
        """Return the processes that serve: below the first one, without Python's own watchman."""
        return [
            child
            for child in psutil.Process(self.server.pid).children()
            if child.status() != psutil.STATUS_ZOMBIE
            and not any("resource_tracker" in word for word in child.cmdline())
        ]

    def new_server(self) -> Server:
        """Return one more server like the field's, not yet started."""
        return self.ground.server_of(self.stack, self.through_line)

    def move_to(self, server: Server) -> None:
        """Send the load to another server from now on."""
        self.server = server
        self.load.place = self.place


@contextmanager
def ending_server(field: Field) -> Iterator[Field]:
    """Yield the field, and end whichever server it has then."""
    try:
        yield field
    finally:
        field.server.stop()


def renew(field: Field, through_line: bool) -> None:
    """Give the field a server that nothing has happened to."""
    field.server.stop()
    field.through_line = through_line
    field.move_to(field.new_server().start())
