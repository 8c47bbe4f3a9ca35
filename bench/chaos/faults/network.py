"""Faults of the line between app and database."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Final

from bench.chaos.faults.fault import UNAVAILABLE, Fault, Notes
from bench.latency.line import State

if TYPE_CHECKING:
    from bench.chaos.field import Field


def line(state: State) -> "Callable[[Field, Notes], AbstractContextManager[None]]":
    """Return the fault that the line is in this state."""

    @contextmanager
    def during(field: "Field", _: Notes) -> Iterator[None]:
        field.ground.line.turn_to(state)
        try:
            yield
        finally:
            field.ground.line.turn_to("open")

    return during


FAULTS: Final = (
    Fault(
        name="network-cut",
        column="cut",
        title="every connection to the database is reset, and each new one",
        during=line("cut"),
        refusals=UNAVAILABLE,
    ),
    Fault(
        name="network-stalled",
        column="stall",
        title="nothing passes to or from the database, and nothing is told",
        during=line("stalled"),
        refusals=UNAVAILABLE,
    ),
)
