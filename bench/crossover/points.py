"""Measuring stacks at a point: a database latency, so many users, so many connections.

Any search over conditions drives it the same way, whatever its axes are:

    with field_for(config, cpu_plan(), steps, proxied=True) as field:
        for number in count(1):
            trials = field.round(Point(db_latency_ms=0.7, users=32), number)

A round is one trial of each stack, neighbours in time and in shuffled order, each on a process of
its own (docs/decisions/restarts.md): figures of one round are to be paired. A trial tells where it
was measured by its `users`, `db_latency_ms`, `pool_size` and `slow_share`.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import Random

from bench.comparison.config import Load, RunConfig
from bench.comparison.ground import Ground, Steps, check_connections, ground_for, served
from bench.comparison.measure import measure
from bench.comparison.schedule import Slot
from bench.cpu_plan import CpuPlan
from bench.latency.loop import Latency
from bench.results import Trial
from bench.stacks import Capacity


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where stacks are put; what is None stays as the configuration has it.

    `connections` and `threads` are those of a process, `slow_share` is the part of requests, 0 to
    1, that keep their connection for 200 ms. Without a proxy in the field `db_latency_ms` must be
    None.
    """

    db_latency_ms: float | None = None
    users: int | None = None
    workers: int | None = None
    connections: int | None = None
    threads: int | None = None
    slow_share: float | None = None


class Field:
    """Ground that is prepared for rounds at any point; `field_for` makes one.

    Only the stack that is measured runs: one that waits would share its CPUs and its database.
    """

    def __init__(self, ground: Ground, cpus: CpuPlan) -> None:
        self.ground = ground
        self._cpus = cpus
        for service in ground.servers.values():
            service.stop()

    def round(
        self, point: Point, number: int, stacks: Sequence[str] | None = None
    ) -> tuple[Trial, ...]:
        """Return a trial of each stack, or of those that are named, at a point.

        `number` marks the trials as belonging together, and draws their order. One takes about
        warm-up and window and a second and a half. Trials that must not count are among them, and
        say so by `valid`.
        """
        config = self.configuration(point)
        if self.ground.proxy:
            self.ground.proxy.set(Latency(config.db_latency_ms or 0.0, config.db_jitter_ms))
        wanted = [stack for stack in config.stacks if stacks is None or stack.name in stacks]
        order = Random(f"{config.seed}/{number}").sample(wanted, len(wanted))  # noqa: S311
        trials = []
        for stack in order:
            with served(stack, config, self._cpus, self.ground.url_of_apps) as service:
                ground = replace(self.ground, config=config, servers={stack.name: service})
                slot = Slot(stack.name, config.workloads[0], config.loads[0], number)
                trials.append(measure(ground, slot))
        return tuple(trials)

    def configuration(self, point: Point) -> RunConfig:
        """Return the field's configuration with a point in it; `UserError` where it cannot be."""
        base = self.ground.config
        capacity = Capacity(
            point.workers or base.capacity.workers,
            point.threads or base.capacity.threads,
            point.connections or base.capacity.pool_size,
        )
        latency, share = point.db_latency_ms, point.slow_share
        config = replace(
            base,
            loads=(Load(users=point.users),) if point.users else base.loads,
            capacity=capacity,
            db_latency_ms=base.db_latency_ms if latency is None else latency,
            slow_share=base.slow_share if share is None else share,
        )
        if capacity != base.capacity:
            check_connections(replace(config, stacks=config.stacks[:1]), self.ground.database)
        return config


@contextmanager
def field_for(
    config: RunConfig, cpus: CpuPlan, steps: Steps, *, proxied: bool = False
) -> Iterator[Field]:
    """Prepare database, dataset and generator, check the stacks' contract, and yield the field.

    `config` names one workload and one closed loop. `proxied` puts a latency proxy before the
    database, which any point with a `db_latency_ms` needs.
    """
    if proxied and config.db_latency_ms is None:
        config = replace(config, db_latency_ms=0.0)
    with ground_for(config, cpus, steps) as ground:
        yield Field(ground, cpus)
