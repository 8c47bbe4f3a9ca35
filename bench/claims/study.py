"""The whole run: prepared ground, group after group, a document that grows."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from random import Random
from typing import Protocol

from bench import machine
from bench.claims.cells import ThrownOutError, Turn, cells_of
from bench.claims.config import Config, shares
from bench.claims.document import Document, Figure, Lost
from bench.claims.ground import Ground, ground_for
from bench.claims.group import Group
from bench.claims.judgement import interval, of, with_verdicts
from bench.comparison.ground import Steps
from bench.comparison.stopping import Clock
from bench.cpu_plan import CpuPlan
from bench.stats import MINIMUM_ROUNDS


class Watcher(Steps, Protocol):
    """Is told how a run goes on."""

    def turn(self, group: str, cell: str, number: int, share: float) -> None:
        """Hear that a cell is measured; this share of the groups' time, 0 to 1, is over."""

    def thrown_out(self, trial: Lost) -> None:
        """Hear that a trial does not count."""


def study(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Document]:
    """Yield the document after each group, the last one whole.

    A caller that stops listening, by Ctrl-C too, keeps the groups that were finished; everything
    started is ended.
    """
    with ground_for(config, cpus, watcher) as ground:
        document = Document(
            environment={
                **machine.environment(),
                "database": machine.postgres_environment(ground.database.url),
                "cpus_of_app": sorted(cpus.app or ()),
                "cpus_of_database_and_generator": sorted(cpus.others or ()),
            },
            config={
                **config.published(),
                "started_at": datetime.now(UTC).isoformat("T", "seconds"),
            },
        )
        budgets, spent = shares(config.groups, config.budget_s), 0.0
        for group in config.groups:
            lost: list[Lost] = []
            watcher.step(f"Setting up {group.name}")
            done = spent / config.budget_s
            figures = rounds(ground, group, budgets[group.name], done, lost, watcher)
            spent += budgets[group.name]
            document = replace(
                document,
                figures=document.figures + tuple(figures),
                thrown_out=document.thrown_out + tuple(lost),
            )
            yield with_verdicts(document, config.claims)


def rounds(
    ground: Ground, group: Group, budget_s: float, done: float, lost: list[Lost], watcher: Watcher
) -> list[Figure]:
    """Measure a group, round after round, until precise enough or out of time.

    Trials that do not count go to `lost`.
    """
    config = ground.config
    found: list[Figure] = []
    with cells_of(ground, group, config.cells_of(group.name)) as turns:
        clock = Clock(budget_s)
        for number in count(1):
            for turn in shuffled(turns, config.seed, number):
                share = done + clock.share * budget_s / config.budget_s
                watcher.turn(group.name, turn.name, number, share)
                try:
                    metrics = turn.measure(number)
                except ThrownOutError as reason:
                    lost.append(
                        Lost(group=group.name, cell=turn.name, round=number, reason=str(reason))
                    )
                    watcher.thrown_out(lost[-1])
                    continue
                found.append(
                    Figure(group=group.name, cell=turn.name, round=number, metrics=metrics)
                )
            clock.round_ends()
            enough = number >= MINIMUM_ROUNDS and precise(config, group, found)
            if enough or (clock.is_over and number >= config.least_rounds):
                return found
    raise AssertionError("rounds are counted without end")


def shuffled(turns: list[Turn], seed: int, number: int) -> list[Turn]:
    """Return the cells in a round's own order."""
    return Random(f"{seed}/{number}").sample(turns, len(turns))  # noqa: S311


def precise(config: Config, group: Group, figures: list[Figure]) -> bool:
    """Whether the interval of each experiment in a group is narrow."""
    for claim in config.claims:
        for one in claim.experiments:
            if one.group == group.name:
                more, less = (
                    of(figures, one.group, cell, one.metric) for cell in (one.more, one.less)
                )
                known = interval(more, less, claim.extent)
                if known is None or known.high - known.low > 2 * config.precision * known.value:
                    return False
    return True
