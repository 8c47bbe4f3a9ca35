"""From trials to comparisons: which trials are paired, and which are judged together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import isfinite

from bench.metrics import METRICS, value
from bench.results import Comparison, Metric, Results, Trial
from bench.stats import Effect, enough, family, paired, verdict


@dataclass(frozen=True, slots=True)
class Condition:
    """What a trial was put through. Only trials of one condition are ever compared."""

    workload: str
    users: int | None
    rate: float | None
    db_latency_ms: float | None = None

    @property
    def open_loop(self) -> bool:
        """Whether requests arrive by a schedule, not when an answer frees a user."""
        return self.rate is not None

    @property
    def headline(self) -> Metric:
        """The metric that tells stacks apart: a schedule fixes throughput, not latency."""
        return "latency_p95_ms" if self.open_loop else "throughput_rps"

    @property
    def label(self) -> str:
        """The condition in words: "read with 16 users", "read at 20 requests/s"."""
        if self.rate is not None:
            return f"{self.workload} at {self.rate:g} requests/s{self._distance}"
        if self.users is not None:
            users = f"{self.users} user{'s' if self.users != 1 else ''}"
            return f"{self.workload} with {users}{self._distance}"
        return self.workload

    @property
    def _distance(self) -> str:
        return "" if self.db_latency_ms is None else f", {self.db_latency_ms:g} ms to the database"


def condition(trial: Trial) -> Condition:
    """Return the condition that a trial ran under."""
    users = None if trial.rate else trial.users
    return Condition(trial.workload, users, trial.rate, trial.db_latency_ms)


def by_condition(trials: Iterable[Trial]) -> dict[Condition, list[Trial]]:
    """Group trials by condition, in order of first appearance."""
    groups: dict[Condition, list[Trial]] = {}
    for trial in trials:
        groups.setdefault(condition(trial), []).append(trial)
    return groups


def contest(results: Results) -> list[Trial]:
    """Return the trials that the run was asked for: all, where its config does not say.

    The floor's few are context, measured for their CPU, and no rule of validity guards them
    against a saturated generator.
    """
    asked = results.config.get("workload")
    return [trial for trial in results.trials if not asked or trial.workload in asked]


def names(trials: Iterable[Trial]) -> list[str]:
    """Return the stacks of these trials, in order of first appearance."""
    return list(dict.fromkeys(trial.stack for trial in trials))


def effects(trials: Sequence[Trial], metric: Metric) -> dict[tuple[str, str], Effect]:
    """Effect a / b of each pair of stacks, over the rounds in which both are valid.

    All `trials` are of one condition. A pair with fewer than two such rounds is left out, as
    are figures that were not measured or are not above 0.
    """
    figures: dict[str, dict[int, float]] = {name: {} for name in sorted_names(trials)}
    for trial in trials:
        figure = value(trial, metric)
        if trial.valid and figure is not None and figure > 0:
            figures[trial.stack][trial.round] = figure
    found = {}
    for (a, in_a), (b, in_b) in combinations(figures.items(), 2):
        pairs = [(in_a[number], in_b[number]) for number in sorted(in_a.keys() & in_b.keys())]
        if len(pairs) >= 2:
            found[a, b] = paired(pairs)
    return found


def sorted_names(trials: Iterable[Trial]) -> list[str]:
    """Return the stacks by name, for shuffled rounds have no order of their own."""
    return sorted(names(trials))


def comparisons(trials: Iterable[Trial], confidence: float = 0.95) -> tuple[Comparison, ...]:
    """Compare all pairs of stacks in every metric and condition.

    The pairs of one condition and metric are one family: at most 5 % of runs hold any false
    verdict in it. Other conditions and metrics are other families.
    """
    return tuple(
        comparison
        for where, group in by_condition(trials).items()
        for metric in METRICS
        for comparison in _family(where, metric, group, confidence)
    )


def _family(
    where: Condition, metric: Metric, trials: Sequence[Trial], confidence: float
) -> Iterable[Comparison]:
    found = effects(trials, metric)
    ratios = family(list(found.values()), confidence)
    for (a, b), ratio in zip(found, ratios, strict=True):
        yield Comparison(
            workload=where.workload,
            users=where.users,
            rate=where.rate,
            db_latency_ms=where.db_latency_ms,
            metric=metric,
            stack_a=a,
            stack_b=b,
            ratio=ratio.ratio,
            ci_low=ratio.ci_low,
            ci_high=bound(ratio.ci_high),
            rounds=ratio.rounds,
            verdict=verdict(ratio, higher_is_better=METRICS[metric].higher_is_better),
            detectable=bound(ratio.detectable),
        )


def bound(figure: float) -> float | None:
    """Return a bound as results have it: None for infinity, which JSON cannot say."""
    return figure if isfinite(figure) else None


def with_comparisons(results: Results) -> Results:
    """Return the results with comparisons that follow from their trials."""
    return replace(results, comparisons=comparisons(results.trials))


def precise_enough(trials: Iterable[Trial], precision: float) -> bool:
    """Whether rounds may end: every interval of every headline is within ±`precision`.

    `precision` is relative: 0.03 is 3 %. See `bench.stats.enough` for the least rounds.
    """
    return all(
        enough(list(effects(group, where.headline).values()), precision)
        for where, group in by_condition(trials).items()
    )
