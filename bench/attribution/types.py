"""What an attribution says; a part of results.json."""

from dataclasses import dataclass
from typing import Literal

from pydantic import FiniteFloat

Factor = Literal["server", "driver", "style"]
Attributed = Literal["app_cpu_us_per_request", "throughput_rps"]
Part = Literal["server", "driver", "style", "interplay", "noise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The part of the spread that is put down to a factor, 0 to 1, with its 95 % interval.

    `interplay` is what the factors do together beyond what each does alone; `noise` is what
    trials of one stack differ by.
    """

    part: Part
    share: FiniteFloat
    ci_low: FiniteFloat
    ci_high: FiniteFloat


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEffect:
    """A factor's level against another of it, the other factors being equal: times the figure."""

    factor: Factor
    level: str
    against: str
    ratio: FiniteFloat
    ci_low: FiniteFloat
    ci_high: FiniteFloat


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One metric under one condition, attributed; `shares` add up to 1."""

    workload: str
    metric: Attributed
    stacks: tuple[str, ...]
    left_out: tuple[str, ...]
    """Wrong on purpose, not contract-checked, or thrown out too often."""
    rounds: int
    shares: tuple[Share, ...]
    effects: tuple[LevelEffect, ...]
    users: int | None = None
    rate: FiniteFloat | None = None
