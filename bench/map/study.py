"""A survey as it runs: prepared ground, round after round in the cell that tells most."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from bench.comparison.run import described
from bench.comparison.stopping import Clock
from bench.cpu_plan import CpuPlan
from bench.crossover.points import Point, field_for
from bench.map.analysis import Answer, search_rounds
from bench.map.config import Config
from bench.map.document import Map, MeasuredRound
from bench.map.search import next_cell
from bench.studies.following import Watcher
from bench.studies.grounds import environment


def study(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Map]:
    """Yield the document so far after each round, the last one whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    names = [stack.name for stack in config.run.stacks]
    with field_for(config.run, cpus, watcher, proxied=True) as field:
        so_far = Map(
            environment=environment(field.ground.database.url, cpus),
            config=config.published(),
            stacks=tuple(described(config.run)),
        )
        clock = Clock(config.run.budget_s)
        for number in count(1):
            known = search_rounds(so_far.rounds, config.latencies, config.users, config.metric)
            cell = next_cell(known, names, config.plan)
            if cell is None or (number > 1 and clock.is_over):
                why = "done" if cell is None else "budget"
                yield replace(so_far, config={**so_far.config, "stopped_by": why})
                return
            latency, users = config.latencies[cell[0]], config.users[cell[1]]
            watcher.round(f"Round {number}: {latency:g} ms, {users:,} users", clock.share)
            trials = field.round(Point(db_latency_ms=latency, users=users), number)
            for trial in trials:
                watcher.measured(trial)
            clock.round_ends()
            made = MeasuredRound(db_latency_ms=latency, users=users, round=number, trials=trials)
            so_far = replace(so_far, rounds=(*so_far.rounds, made))
            so_far = replace(so_far, cells=tuple(Answer(so_far).cells.values()))
            yield so_far
