"""A search as it runs: prepared ground, round after round where the search wants it."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from bench.comparison.run import described
from bench.comparison.stopping import Clock
from bench.cpu_plan import CpuPlan
from bench.crossover.analysis import published, search_rounds
from bench.crossover.config import Config
from bench.crossover.document import Crossovers, MeasuredRound
from bench.crossover.points import field_for
from bench.crossover.search import changes, next_place
from bench.crossover.sentences import at
from bench.studies.following import Watcher
from bench.studies.grounds import environment


def study(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Crossovers]:
    """Yield the document so far after each round, the last one whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    with field_for(config.run, cpus, watcher, proxied=config.proxied) as field:
        so_far = Crossovers(
            environment=environment(field.ground.database.url, cpus),
            config=config.published(),
            stacks=tuple(described(config.run)),
        )
        clock = Clock(config.run.budget_s)
        for number in count(1):
            place = next_place(search_rounds(so_far.rounds, config.metric), config.plan)
            if place is None or (number > 1 and clock.is_over):
                why = "done" if place is None else "budget"
                yield replace(so_far, config={**so_far.config, "stopped_by": why})
                return
            watcher.round(f"Round {number}: at {at(config.axis, place)}", clock.share)
            trials = field.round(config.point(place), number)
            for trial in trials:
                watcher.measured(trial)
            clock.round_ends()
            rounds = (*so_far.rounds, MeasuredRound(place=place, round=number, trials=trials))
            found = changes(search_rounds(rounds, config.metric), config.plan)
            so_far = replace(so_far, rounds=rounds, changes=published(found))
            yield so_far
