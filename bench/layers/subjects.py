"""Who is measured: a driver in a world, through a style or layer by layer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bench.stacks import CATALOGUE, Stack
from shared.repositories.factory import World, drivers, styles

WORLDS: dict[World, str] = {"sync": "sync", "aio": "async"}
"""The worlds, as people call them."""

APPS: dict[World, Literal["flask", "fastapi"]] = {"sync": "flask", "aio": "fastapi"}

SERVED_STYLE = "orm"
"""The style whose stacks are served: what HTTP adds is the same for all of them."""


@dataclass(frozen=True, order=True)
class Subject:
    """One child process: a driver in a world; through a `style`, or its layers without one."""

    driver: str
    world: World
    style: str = ""

    @property
    def name(self) -> str:
        """Its name in results, and what the database calls its connections."""
        return f"{self.place} {self.style}" if self.style else self.place

    @property
    def place(self) -> str:
        """Driver and world: `psycopg async`."""
        return f"{self.driver} {WORLDS[self.world]}"


def contenders() -> list[Subject]:
    """Return every driver through every style in every world that the repositories offer."""
    return sorted(
        Subject(driver, world, style)
        for style in styles()
        for world in WORLDS
        for driver in drivers(style, world)
    )


def places(subjects: Iterable[Subject]) -> list[Subject]:
    """Return the drivers in their worlds, without styles."""
    return sorted({Subject(subject.driver, subject.world) for subject in subjects})


def served_by(stack: Stack) -> Subject:
    """Return the subject that a stack puts behind HTTP; a bridge reaches the sync world."""
    native = stack.framework == "fastapi" and stack.bridge == "native"
    return Subject(stack.driver, "aio" if native else "sync", stack.style)


def stack_of(place: Subject) -> Stack | None:
    """Return the first stack that serves a driver in its world natively, through `SERVED_STYLE`."""
    return next(
        (
            stack
            for stack in CATALOGUE
            if (stack.driver, stack.framework, stack.bridge, stack.style)
            == (place.driver, APPS[place.world], "native", SERVED_STYLE)
        ),
        None,
    )
