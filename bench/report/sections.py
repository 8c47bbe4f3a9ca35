"""What a report tells of one condition: a row for each stack, and their comparisons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bench.analysis import Condition, bound, by_condition, names, with_comparisons
from bench.attribution.findings import with_attributions
from bench.attribution.types import Attribution
from bench.metrics import METRICS, compared_latency, value
from bench.results import Comparison, Metric, Results, Stack, Trial
from bench.stats import Estimate, RankRange, geometric_mean, rank_ranges

FLOOR_WORKLOAD = "health"
"""The workload that asks for no database: what framework and server cost alone."""

Percentile = Literal["p50", "p90", "p95", "p99", "p999", "max"]


@dataclass(frozen=True, slots=True)
class Row:
    """One stack under one condition; every estimate is over its valid trials."""

    stack: Stack
    trials: tuple[Trial, ...]
    """All of them, the ones that were thrown out too."""
    rank: RankRange | None

    @property
    def valid(self) -> list[Trial]:
        """The trials that count."""
        return [trial for trial in self.trials if trial.valid]

    def figures(self, metric: Metric) -> list[float]:
        """Return the valid trials' figures in `metric`, where it was measured."""
        found = [value(trial, metric) for trial in self.valid]
        return [figure for figure in found if figure is not None]

    def estimate(self, metric: Metric) -> Estimate | None:
        """Return the geometric mean in `metric`, where it was measured."""
        return geometric_mean(self.figures(metric))

    def figure(self, metric: Metric) -> float | None:
        """Return the geometric mean alone."""
        estimate = self.estimate(metric)
        return estimate.value if estimate else None

    def latency(self, percentile: Percentile) -> float | None:
        """Return the geometric mean of one percentile over the trials, in milliseconds."""
        latencies = [found for trial in self.valid if (found := compared_latency(trial))]
        mean = geometric_mean([getattr(latency, percentile) for latency in latencies])
        return mean.value if mean else None

    @property
    def errors(self) -> int:
        """Errors over all trials, the ones that were thrown out too."""
        return sum(trial.errors for trial in self.trials)


@dataclass(frozen=True, slots=True)
class Section:
    """One condition: its stacks, best first, and how they compare."""

    where: Condition
    rows: tuple[Row, ...]
    comparisons: tuple[Comparison, ...]
    attributions: tuple[Attribution, ...] = ()

    @property
    def right(self) -> list[Row]:
        """Rows of the stacks that are not wrong on purpose and have a figure."""
        return [row for row in self.measured if not row.stack.warning]

    @property
    def measured(self) -> list[Row]:
        """Rows that have at least one valid trial."""
        return [row for row in self.rows if row.figure(self.where.headline) is not None]

    def between(self, a: str, b: str, metric: Metric | None = None) -> Comparison | None:
        """Return the comparison of two stacks seen from `a`, whichever way it is stored."""
        wanted = metric or self.where.headline
        for found in self.comparisons:
            if found.metric != wanted:
                continue
            if (found.stack_a, found.stack_b) == (a, b):
                return found
            if (found.stack_a, found.stack_b) == (b, a):
                return flipped(found)
        return None


def flipped(found: Comparison) -> Comparison:
    """Return the same comparison, seen from the other stack."""
    other: Mapping[str, Literal["a", "b"]] = {"a": "b", "b": "a"}
    return Comparison(
        workload=found.workload,
        users=found.users,
        rate=found.rate,
        db_latency_ms=found.db_latency_ms,
        metric=found.metric,
        stack_a=found.stack_b,
        stack_b=found.stack_a,
        ratio=1 / found.ratio,
        ci_low=1 / found.ci_high if found.ci_high else 0.0,
        ci_high=bound(1 / found.ci_low) if found.ci_low else None,
        rounds=found.rounds,
        verdict=other.get(found.verdict, "no difference detected"),
        detectable=found.detectable,
    )


def sections(results: Results) -> list[Section]:
    """Return a section for each condition; the floor workload comes last."""
    whole = results if results.comparisons else with_comparisons(results)
    whole = whole if whole.attributions else with_attributions(whole)
    stacks = {stack.name: stack for stack in whole.stacks}
    found = [
        _section(where, trials, stacks, whole)
        for where, trials in by_condition(whole.trials).items()
    ]
    return sorted(found, key=lambda section: section.where.workload == FLOOR_WORKLOAD)


def main_sections(all_sections: Iterable[Section]) -> list[Section]:
    """Return the best-measured section of each workload; the others belong to its sweep."""
    best: dict[str, Section] = {}
    for section in all_sections:
        workload = section.where.workload
        if workload not in best or _weight(section) > _weight(best[workload]):
            best[workload] = section
    return list(best.values())


def contests(results: Results) -> list[Section]:
    """Return the main sections that a reader asked for: the floor only if it was named."""
    asked = results.config.get("workload")
    return [
        section
        for section in main_sections(sections(results))
        if section.where.workload != FLOOR_WORKLOAD or not asked or FLOOR_WORKLOAD in asked
    ]


def _weight(section: Section) -> int:
    return sum(len(row.valid) for row in section.rows)


def _section(
    where: Condition,
    trials: Sequence[Trial],
    stacks: Mapping[str, Stack],
    whole: Results,
) -> Section:
    own = tuple(found for found in whole.comparisons if _is_of(found, where))
    attributions = tuple(found for found in whole.attributions if _is_of(found, where))
    headline = [found for found in own if found.metric == where.headline]
    compared = sorted({name for found in headline for name in (found.stack_a, found.stack_b)})
    ranks = rank_ranges(compared, [winner_and_loser(f) for f in headline if f.verdict in "ab"])
    rows = [
        Row(
            stack=stacks.get(name) or unknown_stack(name),
            trials=tuple(trial for trial in trials if trial.stack == name),
            rank=ranks.get(name),
        )
        for name in names(trials)
    ]
    sign = -1 if METRICS[where.headline].higher_is_better else 1

    def order(row: Row) -> tuple[bool, float]:
        figure = row.figure(where.headline)
        return figure is None, sign * (figure or 0)

    return Section(where, tuple(sorted(rows, key=order)), own, attributions)


def _is_of(found: Comparison | Attribution, where: Condition) -> bool:
    # an attribution is of one run, and so of one latency
    latency = found.db_latency_ms if isinstance(found, Comparison) else where.db_latency_ms
    return Condition(found.workload, found.users, found.rate, latency) == where


def winner_and_loser(found: Comparison) -> tuple[str, str]:
    """Return the better stack's name, then the other's."""
    return (
        (found.stack_a, found.stack_b) if found.verdict == "a" else (found.stack_b, found.stack_a)
    )


def unknown_stack(name: str) -> Stack:
    """Stand in for a stack that the results do not describe."""
    return Stack(name=name, framework="?", server="?", driver="?", style="?")
