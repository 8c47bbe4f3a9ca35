"""Which lessons there are: found as modules, never listed by hand."""

import inspect
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType

import lessons
from lessons.errors import UserError
from lessons.lesson import Lesson

Run = Callable[[Lesson], Awaitable[None] | None]


@dataclass(frozen=True)
class Entry:
    """A lesson: a module whose docstring is its title, its text and its links."""

    name: str
    module: ModuleType

    @property
    def run(self) -> Run:
        """The function that gives the lesson."""
        run: Run = self.module.run
        return run

    @property
    def title(self) -> str:
        """The docstring's first line."""
        return documentation(self.module)[0].rstrip(".")

    @property
    def text(self) -> str:
        """What follows it, links included."""
        return "\n".join(documentation(self.module)[1:]).strip()

    @property
    def links(self) -> list[str]:
        """The official pages of what it teaches."""
        return [line.split()[1] for line in self.text.splitlines() if line.startswith("See: ")]


@dataclass(frozen=True)
class Group:
    """A package of lessons; its docstring is its title, `LESSONS` their order."""

    name: str
    package: ModuleType
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        """The docstring's first line."""
        return documentation(self.package)[0].rstrip(".")

    @property
    def names(self) -> set[str]:
        """What one may call it: `async` cannot be a module's name."""
        return {self.name, self.package.__name__.rpartition(".")[2]}


@cache
def groups() -> tuple[Group, ...]:
    """Return all groups, in the order of their `PLACE`."""
    packages = [
        import_module(f"lessons.{found.name}")
        for found in pkgutil.iter_modules(lessons.__path__)
        if found.ispkg
    ]
    return tuple(map(group, sorted(packages, key=lambda package: int(package.PLACE))))


def group(package: ModuleType) -> Group:
    """Return a group with its lessons: those that `LESSONS` names first, then the others."""
    order: tuple[str, ...] = package.LESSONS
    found = [module.name for module in pkgutil.iter_modules(package.__path__)]
    found.sort(key=lambda name: (order.index(name) if name in order else len(order), name))
    entries = (
        Entry(name.replace("_", "-"), import_module(f"{package.__name__}.{name}")) for name in found
    )
    short = package.__name__.rpartition(".")[2]
    return Group(getattr(package, "NAME", short), package, tuple(entries))


def entries() -> list[Entry]:
    """Return all lessons in order."""
    return [entry for one in groups() for entry in one.entries]


def find(name: str) -> tuple[Entry, ...]:
    """Return the lesson of that name, or all of the group of that name.

    Raises `UserError` with the names that look like it.
    """
    for one in groups():
        if name in one.names:
            return one.entries
    for entry in entries():
        if name.replace("_", "-") == entry.name:
            return (entry,)
    known = [entry.name for entry in entries()] + [one.name for one in groups()]
    close = get_close_matches(name, known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}?" if close else "`python -m lessons` lists them."
    raise UserError(f"There is no lesson or group {name!r}: {hint}")


def documentation(module: ModuleType) -> list[str]:
    """Return the lines of a module's docstring."""
    return inspect.cleandoc(module.__doc__ or "").splitlines() or [""]
