"""The whole run: prepared ground, rounds of trials, results that grow."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Protocol

from bench import machine, results
from bench.analysis import comparisons
from bench.comparison.config import RunConfig
from bench.comparison.ground import Ground, Steps, ground_for
from bench.comparison.measure import measure
from bench.comparison.probe import all_slots, statements_per_request
from bench.comparison.schedule import Slot, round_of
from bench.comparison.stopping import Clock, reason_to_stop
from bench.cpu_plan import CpuPlan
from bench.results import Results, Trial
from bench.stacks import Stack


class Watcher(Steps, Protocol):
    """Is told how a run goes on."""

    def trial(self, slot: Slot, share: float) -> None:
        """Hear that a trial begins; this share of the rounds, 0 to 1, is about done."""

    def measured(self, trial: Trial) -> None:
        """Hear that a trial ended."""


def run(config: RunConfig, cpus: CpuPlan, watcher: Watcher) -> Iterator[Results]:
    """Yield the results so far after each round, the last ones whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    with ground_for(config, cpus, watcher) as ground:
        watcher.step("Counting statements")
        counted = statements_per_request(ground, all_slots(config))
        ground = replace(ground, statements=counted)
        ground.add_latency()
        environment = {
            **machine.environment(),
            "database": machine.postgres_environment(ground.database.url),
            "cpus_of_app": sorted(cpus.app or ()),
            "cpus_of_database_and_generator": sorted(cpus.others or ()),
        }
        so_far = Results(
            environment=environment,
            config=config.published(),
            stacks=tuple(described(config)),
        )
        for trials, stopped_by in rounds(ground, watcher):
            so_far = replace(
                so_far,
                trials=so_far.trials + tuple(trials),
                config={**so_far.config, "stopped_by": stopped_by},
            )
            contest = [trial for trial in so_far.trials if trial.workload in config.workloads]
            yield replace(so_far, comparisons=comparisons(contest))


def rounds(ground: Ground, watcher: Watcher) -> Iterator[tuple[list[Trial], str | None]]:
    """Yield the trials of each round, and with the last ones why there are no more."""
    config, clock = ground.config, Clock(ground.config.budget_s)
    contest: list[Trial] = []
    for number in count(1):
        restart(ground, number, watcher)
        trials = []
        slots = round_of(config, number)
        for done, slot in enumerate(slots):
            by_count = (number - 1 + done / len(slots)) / (config.rounds or 1)
            watcher.trial(slot, by_count if config.rounds else clock.share)
            trials.append(measure(ground, slot))
            watcher.measured(trials[-1])
        clock.round_ends()
        contest += [trial for trial in trials if trial.workload in config.workloads]
        stopped_by = reason_to_stop(config, clock, number, contest)
        yield trials, stopped_by
        if stopped_by:
            return


def restart(ground: Ground, number: int, watcher: Watcher) -> None:
    """Give each round processes of its own.

    One process of the same program is faster than another by a percent or so, for as long as it
    lives; processes that served all rounds would pass that off as a difference between stacks:
    docs/decisions/restarts.md.
    """
    for name, server in ground.servers.items():
        watcher.step(f"Round {number}: restarting {name}")
        server.restart()


def described(config: RunConfig) -> Iterator[results.Stack]:
    """Yield the stacks as the results tell of them; those that had to have kept the contract."""
    for stack in config.stacks:
        yield results.Stack(
            name=stack.name,
            framework=stack.framework,
            server=stack.server,
            driver=stack.driver,
            style=stack.style,
            warning=stack.warning,
            contract_verified=stack.contract,
            bridge=stack.bridge if isinstance(stack, Stack) else None,
        )
