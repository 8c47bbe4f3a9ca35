"""From results to attributions: which trials, under which conditions, in which metrics."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from bench.analysis import Condition, by_condition, names
from bench.attribution.design import Design
from bench.attribution.model import effects
from bench.attribution.spread import Figures, shares
from bench.attribution.types import Attributed, Attribution
from bench.metrics import value
from bench.results import Results, Stack, Trial

METRICS: Final[tuple[Attributed, ...]] = ("app_cpu_us_per_request", "throughput_rps")
MINIMUM_ROUNDS: Final = 5
"""Fewer say too little of what other rounds would have said."""


def with_attributions(results: Results) -> Results:
    """Return the results with attributions that follow from their trials."""
    asked = results.config.get("workload")
    return replace(
        results,
        attributions=tuple(
            found
            for where, trials in by_condition(results.trials).items()
            if not asked or where.workload in asked  # the floor asks no database
            for metric in METRICS
            if metric != "throughput_rps" or not where.open_loop  # there the schedule sets it
            for found in _found(where, metric, trials, results.stacks)
        ),
    )


def _found(
    where: Condition, metric: Attributed, trials: list[Trial], stacks: Iterable[Stack]
) -> Iterator[Attribution]:
    """Yield the attribution, if the stacks that were measured often enough can bear one."""
    figures = figures_by_round(trials, metric)
    rounds = {
        name: sum(name in of_round for of_round in figures.values()) for name in names(trials)
    }
    design = Design.of(stack for stack in stacks if rounds.get(stack.name, 0) >= MINIMUM_ROUNDS)
    if not design.can_tell:
        return
    chosen = only(figures, design.stacks)
    if found := shares(design, chosen):
        yield Attribution(
            workload=where.workload,
            users=where.users,
            rate=where.rate,
            metric=metric,
            stacks=design.stacks,
            left_out=tuple(sorted(set(rounds) - set(design.stacks))),
            rounds=len(chosen),
            shares=found,
            effects=effects(design, chosen),
        )


def figures_by_round(trials: Iterable[Trial], metric: Attributed) -> Figures:
    """Return the figures of valid trials where they were measured, by round and stack."""
    found: dict[int, dict[str, float]] = {}
    for trial in trials:
        figure = value(trial, metric)
        if trial.valid and figure:
            found.setdefault(trial.round, {})[trial.stack] = figure
    return {number: found[number] for number in sorted(found)}


def only(figures: Figures, stacks: Iterable[str]) -> Figures:
    """Return the figures of these stacks, in rounds that have two of them or more."""
    wanted = set(stacks)
    kept = {
        number: {name: of_round[name] for name in sorted(wanted & of_round.keys())}
        for number, of_round in figures.items()
    }
    return {number: of_round for number, of_round in kept.items() if len(of_round) > 1}
