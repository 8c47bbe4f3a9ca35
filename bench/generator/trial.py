"""What the generator is told to do, and what it reports; both cross the pipe as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from bench.errors import UserError
from bench.results import Latency

Arrivals = Literal["constant", "poisson"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One measured window of one workload against one host.

    With `users` it is a closed loop: so many users, each sending the next request when the last
    one is answered and a think time of `think_min` to `think_max` seconds is over. With `rate` it
    is an open loop: so many requests a second, whatever becomes of them. What arrives are visits,
    each a task of its own as long as fewer than `max_in_flight` are under way: as many a second as
    send so many requests.

    `workload` is a value of the locustfile's option of that name. For a locustfile without such
    an option it is the name of one of its user classes, or empty for all of them.
    """

    host: str
    workload: str
    users: int | None = None
    rate: float | None = None
    arrivals: Arrivals = "poisson"
    warmup_s: float = 1.0
    duration_s: float = 4.0
    seed: int = 0
    think_min: float = 0.0
    think_max: float = 0.0
    dataset_users: int = 10_000
    dataset_toys: int = 1_000
    max_in_flight: int = 1_000
    slow_share: float | None = None
    """The part of tasks, 0 to 1, that is slow; None leaves that to the workload."""

    def __post_init__(self) -> None:
        if (self.users is None) == (self.rate is None):
            raise UserError("Give a trial either users (closed loop) or a rate (open loop).")
        if self.users is not None and self.users < 1:
            raise UserError("A trial needs at least one user.")
        if self.rate is not None and self.rate <= 0:
            raise UserError("The rate of a trial must be above 0 requests a second.")
        if self.arrivals not in ("constant", "poisson"):
            raise UserError("Arrivals are either constant or poisson.")
        if self.duration_s <= 0 or self.warmup_s < 0:
            raise UserError("A trial needs a duration above 0 s and a warm-up of 0 s or more.")
        if not 0 <= self.think_min <= self.think_max:
            raise UserError("Think time needs 0 <= think_min <= think_max.")
        if self.rate is not None and self.think_max > 0:
            raise UserError("Think time belongs to users: leave it out where a rate is given.")
        if self.max_in_flight < 1:
            raise UserError("At least one visit must be allowed in flight.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialLoad:
    """What the generator saw in the measured window: requests that ended in it.

    `requests` are those that were answered as they should be, and only their latencies count.
    `errors` are the others, with those that were under way at the window's end and failed later.
    Under an open loop latency runs from the intended start; `offered` visits were intended for
    the window, `dropped` found no room, `late` started over 1 ms late or not before its end, and
    `started` are all that did start; `requests_per_visit` is what one sends on average. Under a
    closed loop these are None.

    `mean_in_flight` is the time spent within the window in requests, ended well or not, those too
    that cross its edges, over its length: arrival rate times mean latency (Little's law).
    `littles_law_error` and `unended_fraction` are explained in `bench.generator.law`; None where
    they do not apply.
    """

    duration_s: float
    requests: int
    errors: int
    requests_in_all: int
    """Answered or not, from the first of the warm-up to the last that drained."""
    error_examples: tuple[str, ...]
    throughput_rps: float
    latency_ms: Latency | None
    latency_ms_by_request: Mapping[str, Latency] = field(default_factory=dict)
    histogram: str
    generator_cpu_fraction: float
    generator_wait_fraction: float | None = None
    """The part of the window that the generator waited for its CPU, where the kernel tells."""
    mean_in_flight: float
    littles_law_error: float | None = None
    unended_fraction: float | None = None
    offered: int | None = None
    started: int | None = None
    late: int | None = None
    dropped: int | None = None
    requests_per_visit: float | None = None
