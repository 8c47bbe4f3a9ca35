"""What a reader must know of the trials of a run before believing a comparison of them.

Trials that broke a rule are in no figure. Where the rule depends on how well a stack did, what is
left is a selection: docs/decisions/validity.md.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bench.analysis import by_condition, contest, names
from bench.results import Results, Trial
from bench.validity import Limits, too_few

LEAST: Final = 2
SHARE: Final = 0.1
"""More of a stack's trials than this, and at least `LEAST`: chance alone is no excuse any more."""

LIMITS: Final = Limits()


def of_trials(results: Results) -> list[str]:
    """Return a sentence for each condition and stack whose comparison must be read with care."""
    return [*too_few(results.trials), *selections(contest(results))]


def selections(trials: Sequence[Trial]) -> Iterator[str]:
    """Say which stacks lost many trials to rules that depend on how well they did."""
    for where, group in by_condition(trials).items():
        for name in names(group):
            own = [trial for trial in group if trial.stack == name]
            for because, left in KINDS.items():
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


KINDS: Final[dict[Callable[[Trial], str | None], str]] = {
    own_failure: "Those left are its better ones: a difference in its favour is not proved.",
    generators_limit: "Those left are its slower ones: it may be faster than it looks.",
}
"""Rules that a stack breaks by doing badly or well, and what that does to the trials left."""
