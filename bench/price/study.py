"""The study as it runs: first what a waiting request costs, then the least that holds the rate."""

from collections.abc import Iterator
from dataclasses import replace

from bench.comparison.run import described
from bench.comparison.stopping import Clock
from bench.cpu_plan import CpuPlan
from bench.crossover.points import Point, field_for
from bench.price.analysis import Answer, attempts
from bench.price.config import Config
from bench.price.document import Level, Price, TriedSize
from bench.price.search import Size, next_size
from bench.results import Trial
from bench.studies.following import Watcher
from bench.studies.grounds import environment

COSTS_SHARE = 0.5
"""Of the budget, that reading the costs may take before the search begins."""


def study(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Price]:
    """Yield the document so far after each step, the last one whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    with field_for(config.run, cpus, watcher, proxied=True) as field:
        so_far = Price(
            environment=environment(field.ground.database.url, cpus),
            config=config.published(),
            stacks=tuple(described(config.run)),
        )
        clock, number = Clock(config.run.budget_s), 0

        def trials(point: Point, name: str | None = None) -> tuple[Trial, ...]:
            found = field.round(point, number, name and [name])
            for trial in found:
                watcher.measured(trial)
            clock.round_ends()
            return found

        for level in levels(config):
            if number and (clock.is_over or clock.share > COSTS_SHARE):
                break
            number += 1
            watcher.round(f"{level} requests under way", clock.share)
            # a thread for each of them; the connections stay as they are
            found = trials(Point(users=level, threads=level))
            made = tuple(Level(under_way=level, trial=trial) for trial in found)
            so_far = judged(replace(so_far, levels=(*so_far.levels, *made)))
            yield so_far
        while not clock.is_over and (wanted := next_sizes(config, so_far)):
            name, size = wanted[0]
            number += 1
            watcher.round(f"{name} with {size.workers} x {size.connections}", clock.share)
            (trial,) = trials(point_of(size), name)
            one = TriedSize(workers=size.workers, connections=size.connections, trial=trial)
            so_far = judged(replace(so_far, sizes=(*so_far.sizes, one)))
            yield so_far


def levels(config: Config) -> list[int]:
    """Return all levels in turn, as often as there are rounds."""
    return [level for _ in range(config.rounds) for level in config.levels]


def next_sizes(config: Config, so_far: Price) -> list[tuple[str, Size]]:
    """Return what each stack tries next, the least tried stack first; without those that ended."""
    tried = {stack.name: attempts(so_far, stack.name, config.p95_ms) for stack in so_far.stacks}
    wanted = {name: next_size(own, config.plan) for name, own in tried.items()}
    found = [(name, size) for name, size in wanted.items() if size]
    return sorted(found, key=lambda pair: len(tried[pair[0]]))


def point_of(size: Size) -> Point:
    """Return where a size is measured: a thread for each connection."""
    return Point(workers=size.workers, connections=size.connections, threads=size.connections)


def judged(document: Price) -> Price:
    """Return a document with the needs and costs that follow from its trials."""
    answer = Answer(document)
    return replace(document, needs=tuple(answer.needs.values()), costs=tuple(answer.costs.values()))
