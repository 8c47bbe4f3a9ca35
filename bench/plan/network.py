"""A queueing network as data: stations, limits, and the route of a request through them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Visit:
    """Time at a station that serves first come, first served; one that finds it idle wakes it.

    `wake_s` is what the first visit after an idle time takes longer, the server being busy with it
    (Welch 1964: an M/G/1 queue whose first customer of a busy period is served differently).
    """

    station: str
    mean_s: float
    wake_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Delay:
    """Time that passes for everybody alike, without a queue."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Shared:
    """Time at a station of so many servers that many others keep busy too.

    The others' part is not simulated: the wait is drawn from that of an M/M/c queue at this
    utilisation, to which one visitor among many adds nothing (Kleinrock 1976, independence).
    """

    mean_s: float
    servers: int
    utilisation: float


@dataclass(frozen=True, slots=True)
class Take:
    """Hold one of a limited number until `Give`; wait in line while there is none."""

    limit: str


@dataclass(frozen=True, slots=True)
class Give:
    """Give back what `Take` took."""

    limit: str


@dataclass(frozen=True, slots=True)
class Clock:
    """Where latency begins or ends."""

    ends: bool


Step = Visit | Delay | Shared | Take | Give | Clock


@dataclass(frozen=True)
class Network:
    """Servers by station, places by limit (None for no limit), the route that every request takes.

    `cv` is the coefficient of variation of each visit's time, which is gamma distributed: 1 is
    exponential, 0 is always the same. To wake takes always as long, or exponentially distributed
    times where that is `erratic`.
    """

    stations: Mapping[str, int]
    route: tuple[Step, ...]
    limits: Mapping[str, int | None] = field(default_factory=dict)
    cv: float = 1.0
    erratic: bool = False

    def demand_s(self, station: str) -> float:
        """Return the seconds that a request needs of a station in all, without waking it."""
        return sum(
            step.mean_s
            for step in self.route
            if isinstance(step, Visit) and step.station == station
        )

    @property
    def delay_s(self) -> float:
        """The seconds that pass in delays."""
        return sum(step.seconds for step in self.route if isinstance(step, Delay))


@dataclass(frozen=True, slots=True)
class Closed:
    """So many users, each of whom asks again as soon as there is an answer."""

    users: int


@dataclass(frozen=True, slots=True)
class Open:
    """Poisson arrivals, so many a second."""

    rate: float


Load = Closed | Open
