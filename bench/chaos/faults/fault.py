"""What a fault is: a name, what one may see of it, and a context within which it lasts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bench.chaos.field import Field


class NotTried(Exception):
    """The fault cannot be brought about here; the message says why."""


@dataclass
class Notes:
    """What a fault says of itself: what was not as it must be, and figures of its own."""

    complaints: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)


NONE: Final[frozenset[int]] = frozenset()
UNAVAILABLE: Final = frozenset({503, 504})
"""What an app answers that lacks the database for a moment."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault; `during` is entered under load, and left when it is to end.

    `title` is what happens, `column` heads its column in a table. `refusals` are the statuses that
    a write may get meanwhile; `loses` whether it may get none at all, its connection lost. Where
    the stack has more to do than it can, `overload`, every answer comes within POOL_TIMEOUT. Where
    the line to the database plays no part, the app does without it: it costs CPU.
    """

    name: str
    column: str
    title: str
    during: "Callable[[Field, Notes], AbstractContextManager[None]]"
    refusals: frozenset[int] = NONE
    loses: bool = False
    overload: bool = False
    through_line: bool = True
