"""What a crossover is looked for along."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bench.crossover.points import Point
from bench.errors import UserError
from bench.latency.floor import FLOOR_MS


@dataclass(frozen=True, slots=True)
class Axis:
    """A condition that is varied; `low` and `high` are its usual range, `least` and `most` bounds.

    All axes are logarithmic, so a range begins above 0.
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    least: float
    most: float
    whole: bool = False

    @property
    def in_condition(self) -> bool:
        """Whether a trial's condition names the place by itself."""
        return self.name in ("db-latency", "users")

    def point(self, place: float, *, threads_follow: bool = False) -> Point:
        """Return the point at a place; `threads_follow` gives each connection a thread."""
        match self.name:
            case "db-latency":
                return Point(db_latency_ms=place)
            case "users":
                return Point(users=int(place))
            case "connections":
                count = int(place)
                return Point(connections=count, threads=count if threads_follow else None)
        return Point(slow_share=place / 100)

    def range(self, text: str) -> tuple[float, float]:
        """Return the range out of `LOW-HIGH`, or the usual one for nothing; or `UserError`."""
        if not text:
            return self.low, self.high
        low, _, high = text.partition("-")
        try:
            found = float(low), float(high)
        except ValueError:
            found = 0.0, 0.0
        whole = not self.whole or (found[0].is_integer() and found[1].is_integer())
        if not self.least <= found[0] < found[1] <= self.most or not whole:
            numbers = "whole numbers " if self.whole else ""
            raise UserError(
                f"--range of {self.name} must be LOW-HIGH, {numbers}between {self.least:g} and "
                f"{self.most:g}, such as {self.low:g}-{self.high:g}: not {text}."
            )
        return found


AXES: Final[Mapping[str, Axis]] = {
    axis.name: axis
    for axis in (
        Axis(
            "db-latency", "latency added before the database", "ms", FLOOR_MS, 50.0, 0.01, 1_000.0
        ),
        Axis("users", "users", "users", 1, 256, 1, 10_000, whole=True),
        Axis("connections", "connections of a process", "connections", 1, 64, 1, 1_000, whole=True),
        Axis("slow-share", "requests that take 200 ms", "%", 0.1, 50.0, 0.01, 100.0),
    )
}


def axis_named(name: str) -> Axis:
    """Return an axis; raise `UserError` for none of ours."""
    if name not in AXES:
        raise UserError(f"There is no axis named {name!r}: there are {', '.join(AXES)}.")
    return AXES[name]
