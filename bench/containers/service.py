"""Stacks in their containers, one at a time, and the database in its own."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from sqlalchemy import make_url

from bench.containers.engine import Usage, usage
from bench.containers.project import DATABASE, Project
from bench.cpu_plan import CpuPlan
from bench.database import Database
from bench.errors import UserError
from bench.schema import migrate
from bench.stack_file import CustomStack
from bench.stacks import STACKS, Capacity, Stack
from shared.db.roles import admit

TOLD = ("orm", "core", "raw")
"""Access styles that any service serves when it is told to."""


@dataclass(frozen=True)
class ContainedDatabase(Database):
    """The database of the project; its CPU time is the engine's figure."""

    container: str = ""

    def cpu_seconds(self) -> float | None:
        """Return the seconds of CPU that its container has used, or None."""
        found = usage(self.container)
        return None if found is None else found.cpu_seconds


@contextmanager
def contained_database(project: Project, cpus: CpuPlan) -> Iterator[Database]:
    """Yield the project's database, alone, migrated and with the apps' role in it.

    In the end, however it comes, what ran before runs again.
    """
    apps, before = project.apps, project.running()
    try:
        project.stop(set(before) & set(apps))
        container = project.start(DATABASE, allowed(cpus.others))
        url = project.database_url()
        migrate(url)
        admit(make_url(url), make_url(project.database_url_of_apps()))
        yield ContainedDatabase(url, embedded=False, pid=None, container=container)
    finally:
        try:
            project.stop([*apps, *({DATABASE} - set(before))])
        finally:
            project.resume(name for name in before if name in {DATABASE, *apps})


class ContainerService:
    """A stack in a container; a context manager like `bench.servers.Server`.

    It runs only while it has its turn, which ends when another one takes it.
    """

    def __init__(
        self, stack: Stack | CustomStack, project: Project, capacity: Capacity, cpus: CpuPlan
    ) -> None:
        self._project = project
        self._service = service_of(stack, project.apps)
        variables = dict(stack.environment("", capacity), APPLICATION_NAME=stack.name)
        del variables["DATABASE_URL"]  # the compose file's: it is the database's name there
        self._changes = {"environment": variables, **allowed(cpus.app)}
        self._container = ""
        self.url = f"http://{project.address(self._service)}"

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Self:
        """Build its image; the container comes when it is its turn."""
        self._project.build([self._service])
        return self

    def take_turn(self) -> None:
        """Run, alone: stop the one that ran before."""
        if self._project.turn is self:
            return
        if self._project.turn:
            self._project.turn.stop()
        self._container = self._project.start(self._service, self._changes)
        self._project.turn = self

    def stop(self) -> None:
        """Remove its container, if it has one."""
        if self._container:
            self._project.stop([self._service])
            self._container = ""
        if self._project.turn is self:
            self._project.turn = None

    def restart(self) -> None:
        """Let its next turn be in a new container."""
        self.stop()

    def cpu_seconds(self) -> float | None:
        """Return the seconds of CPU that its container has used, or None."""
        found = self._usage()
        return None if found is None else found.cpu_seconds

    def peak_rss_mib(self) -> float | None:
        """Return the memory that its container holds now: the engine keeps no peak everywhere."""
        found = self._usage()
        return None if found is None else found.memory_mib

    def forget_peak(self) -> None:
        """Do nothing: there is no peak."""

    def _usage(self) -> Usage | None:
        return usage(self._container) if self._container else None


def allowed(cpus: frozenset[int] | None) -> dict[str, Any]:
    """Return what in the compose file says on which CPUs a service runs; all of each is its own."""
    if not cpus:
        return {}
    limits = {"resources": {"limits": {"cpus": str(len(cpus))}}}
    return {"cpuset": ",".join(map(str, sorted(cpus))), "deploy": limits}


def service_of(stack: Stack | CustomStack, services: Collection[str]) -> str:
    """Return the service that can serve a stack, told its style and server; UserError if none."""
    for name in services:
        if name in STACKS and what_is_fixed(STACKS[name]) == what_is_fixed(stack):
            return name
    there = ", ".join(name for name in services if name in STACKS)
    raise UserError(
        f"docker-compose.yml has no service for {stack.name}: with --compose there are {there}, "
        "and these with other styles and servers."
    )


def what_is_fixed(stack: Stack | CustomStack) -> tuple[object, ...]:
    """Return what of a stack a service cannot be told."""
    style = "" if stack.style in TOLD else stack.style
    return stack.framework, stack.driver, style, getattr(stack, "bridge", None)
