"""What a claim is: a sentence with a figure, and the two experiments that it is put to."""

from dataclasses import dataclass
from math import inf
from typing import Final, Literal

Metric = Literal[
    "wall_us",
    "cpu_us",
    "app_cpu_us_per_request",
    "latency_p95_ms",
    "latency_p99_ms",
    "burst_ms",
]

UNITS: Final[dict[Metric, tuple[str, str]]] = {
    "wall_us": ("time of a call", "µs"),
    "cpu_us": ("CPU of a call, without the database's", "µs"),
    "app_cpu_us_per_request": ("app CPU a request at that rate, waking included", "µs"),
    "latency_p95_ms": ("95th percentile latency", "ms"),
    "latency_p99_ms": ("99th percentile latency", "ms"),
    "burst_ms": ("time until all are answered", "ms"),
}
"""How a metric is called, and what it counts in."""

SAME: Final = 0.05
"""Up to this ratio two figures are called the same where a claim says that they are."""

CLEARLY: Final = 0.10
"""From this ratio on one is called larger where a claim says that, and not by how much."""


@dataclass(frozen=True, slots=True)
class Band:
    """What the measured figure has to lie in for a claim to hold."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Times:
    """A claim that one figure is so many times another; above 1."""

    claimed: float

    @property
    def band(self) -> Band:
        """From half to twice the difference that was claimed."""
        return Band(1 + (self.claimed - 1) / 2, 1 + (self.claimed - 1) * 2)


@dataclass(frozen=True, slots=True)
class MoreMs:
    """A claim that one figure is so many milliseconds more than another."""

    claimed: float

    @property
    def band(self) -> Band:
        """From half to twice what was claimed."""
        return Band(self.claimed / 2, self.claimed * 2)


@dataclass(frozen=True, slots=True)
class Same:
    """A claim that two figures are the same; `claimed` is the ratio that was measured then."""

    claimed: float

    @property
    def band(self) -> Band:
        """Within `SAME`."""
        return Band(1 / (1 + SAME), 1 + SAME)


@dataclass(frozen=True, slots=True)
class Larger:
    """A claim that one figure is larger than another, without saying by how much."""

    @property
    def band(self) -> Band:
        """`CLEARLY` and more."""
        return Band(1 + CLEARLY, inf)


Extent = Times | MoreMs | Same | Larger


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One comparison: the figure of cell `more` against that of cell `less` in a group.

    `what` says what is compared, `only_when` ends the sentence "holds only when …" for a claim
    that holds in this experiment and not in its other one.
    """

    group: str
    more: str
    less: str
    metric: Metric = "wall_us"
    what: str
    only_when: str

    @property
    def waking(self) -> bool:
        """Whether waking is in its figures, while the claim is of CPUs that are full."""
        return self.metric == "app_cpu_us_per_request"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A famous claim; `said` is a sentence in our own words with the figures of the source."""

    name: str
    source: str
    url: str = ""
    year: int | None = None
    said: str
    extent: Extent
    as_made: Experiment
    as_it_should: Experiment

    @property
    def experiments(self) -> tuple[Experiment, Experiment]:
        """Both, in the order they are told in."""
        return self.as_made, self.as_it_should
