"""What a reader must know of the trials of a run before believing a comparison of them.

Trials that broke a rule are in no figure. Where the rule depends on how well a stack did, what is
left is a selection: docs/decisions/validity.md.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Final

from bench.analysis import by_condition, contest, names
from bench.comparison.config import FLOOR
from bench.pace import falls_behind
from bench.results import Results, Trial
from bench.validity import Limits, percent, too_few

Kinds = Mapping[Callable[[Trial], str | None], str]

LEAST: Final = 2
SHARE: Final = 0.1
"""More of a stack's trials than this, and at least `LEAST`: chance alone is no excuse any more."""

LEAST_IDLE: Final = 0.05
"""What generator, database and proxy must leave of the CPUs they share, in the median trial."""

LIMITS: Final = Limits()


def of_trials(results: Results) -> list[str]:
    """Return a sentence for each condition and stack whose comparison must be read with care."""
    asked = contest(results)
    return [
        *too_few(results.trials),
        *selections(asked),
        *behind(asked),
        *full_cpus(asked),
        *uncounted(asked),
    ]


def of_study(trials: Sequence[Trial], kinds: Kinds | None = None) -> list[str]:
    """Return the same of a study's trials, which says itself where too few were valid."""
    return [*selections(trials, kinds), *full_cpus(trials)]


def behind(trials: Sequence[Trial]) -> Iterator[str]:
    """Say which stacks could not keep the rate of an open loop."""
    for where, group in by_condition(trials).items():
        for name in names(group):
            own = [trial for trial in group if trial.stack == name and trial.valid]
            if falls_behind(own):
                served = median(trial.throughput_rps for trial in own)
                due = median(
                    (trial.offered or 0) * (trial.requests_per_visit or 1) / trial.duration_s
                    for trial in own
                )
                yield (
                    f"{where.label}: {name} cannot keep that rate, and answered {served:,.0f} of "
                    f"{due:,.0f} requests a second in the median trial. Its latencies grow "
                    "with the window and describe no steady state."
                )


def uncounted(trials: Sequence[Trial]) -> Iterator[str]:
    """Say whose connections nobody could count, so that they may be more than the others'."""
    asked = [trial for trial in trials if trial.workload != FLOOR]
    for name in names(asked):
        if all(trial.connections is None for trial in asked if trial.stack == name):
            yield (
                f"{name}: how many database connections it had is not known, for none bore its "
                "name (`application_name`). It may have had more than the others."
            )


def full_cpus(trials: Sequence[Trial]) -> Iterator[str]:
    """Say behind which latencies generator, database and proxy had nothing left of their CPUs.

    A proxy that waits for its CPU adds more than was asked for, most of it to the stack that asks
    most; what it used itself does not show that.
    """
    for where, group in by_condition(trials).items():
        if where.db_latency_ms is None:
            continue
        full = [name for name in names(group) if left_idle(group, name) < LEAST_IDLE]
        if full:
            yield (
                f"{where.label}: load generator, database and latency proxy left less than "
                f"{percent(LEAST_IDLE)} of the CPUs they share under {', '.join(full)}. "
                "Who asks most was held back there, so ratios come out nearer to 1."
            )


def left_idle(trials: Sequence[Trial], stack: str) -> float:
    """Return what was left of the others' CPUs in a stack's median trial; 1 where nobody knows."""
    known = [
        trial.others_idle_fraction
        for trial in trials
        if trial.stack == stack and trial.others_idle_fraction is not None
    ]
    return median(known) if known else 1.0


def selections(trials: Sequence[Trial], kinds: Kinds | None = None) -> Iterator[str]:
    """Say which stacks lost many trials to rules that depend on how well they did.

    `kinds` are those of `KINDS` to look at; all without it.
    """
    for where, group in by_condition(trials).items():
        for name in names(group):
            own = [trial for trial in group if trial.stack == name]
            for because, left in (kinds or KINDS).items():
                lost = [why for trial in own if not trial.valid and (why := because(trial))]
                if len(lost) >= LEAST and len(lost) > SHARE * len(own):
                    yield (
                        f"{name} lost {len(lost)} of {len(own)} trials of {where.label}: "
                        f"{', '.join(dict.fromkeys(lost))}. {left}"
                    )


def own_failure(trial: Trial) -> str | None:
    """Return what a stack failed to do in a trial, or None."""
    if trial.dropped:
        return "arrivals were dropped"
    if trial.errors:
        return "errors came back"
    if (trial.unended_fraction or 0.0) > LIMITS.unended_fraction:
        return "the slowest requests did not end"
    return None


def generators_limit(trial: Trial) -> str | None:
    """Return how the load generator could not keep up in a trial, or None."""
    busy, waited = trial.generator_cpu_fraction or 0.0, trial.generator_wait_fraction or 0.0
    if busy > LIMITS.generator_cpu_fraction or busy + waited > LIMITS.generator_busy_fraction:
        return "the load generator was the bottleneck"
    if (trial.littles_law_error or 0.0) > LIMITS.littles_law_error:
        return "users stood in line inside the load generator"
    return None


KINDS: Final[Kinds] = {
    own_failure: "Those left are its better ones: a difference in its favour is not proved.",
    generators_limit: "Those left are its slower ones: it may be faster than it looks.",
}
"""Rules that a stack breaks by doing badly or well, and what that does to the trials left."""

BY_DOING_WELL: Final[Kinds] = {generators_limit: KINDS[generators_limit]}
"""For studies in which doing badly is an answer."""
