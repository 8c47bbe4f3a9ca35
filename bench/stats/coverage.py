"""Do the intervals keep their word? Simulated trials with a known truth.

`python -m bench.stats.coverage` draws lognormal trials for two stacks whose true ratio is
known, and counts how often the 95 % interval holds it: once with a fixed number of rounds,
once with rounds until the interval is narrower than the asked precision.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import exp
from random import Random

from rich.console import Console
from rich.table import Table

from bench.stats.families import MINIMUM_ROUNDS, enough
from bench.stats.ratios import Effect, paired

TRUE_RATIO = 1.2
ROUND_SPREAD = 0.10
"""Log-scale scatter that both trials of a round share: the machine's mood."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """Share of intervals that hold the truth, and the mean number of rounds they took."""

    share: float
    mean_rounds: float


def rounds(random: Random, trial_spread: float) -> Iterator[tuple[float, float]]:
    """Yield endless pairs of lognormal figures with the true ratio `TRUE_RATIO`."""
    while True:
        mood = random.gauss(0, ROUND_SPREAD)
        yield (
            TRUE_RATIO * exp(mood + random.gauss(0, trial_spread)),
            exp(mood + random.gauss(0, trial_spread)),
        )


def fixed_rounds(random: Random, trial_spread: float, count: int) -> Effect:
    """Return the effect after exactly `count` rounds."""
    source = rounds(random, trial_spread)
    return paired([next(source) for _ in range(count)])


def until_precise(random: Random, trial_spread: float, precision: float, most: int) -> Effect:
    """Return the effect at the first moment that its interval is narrow, or after `most` rounds."""
    pairs: list[tuple[float, float]] = []
    for pair in rounds(random, trial_spread):
        pairs.append(pair)
        if len(pairs) < MINIMUM_ROUNDS:
            continue
        effect = paired(pairs)
        if len(pairs) >= most or enough([effect], precision):
            return effect
    raise AssertionError("rounds() is endless")


def coverage(effects: Iterator[Effect], repetitions: int) -> Coverage:
    """Count over `repetitions` effects how often the 95 % interval holds `TRUE_RATIO`."""
    held = total = 0
    for _ in range(repetitions):
        effect = next(effects)
        ratio = effect.ratio()
        held += ratio.ci_low <= TRUE_RATIO <= ratio.ci_high
        total += effect.rounds
    return Coverage(held / repetitions, total / repetitions)


def study(repetitions: int = 2_000, seed: int = 20) -> Table:
    """Tabulate coverage over plans and scatters, as a table for the terminal."""
    random = Random(seed)  # noqa: S311 (a simulation, and it must be repeatable)
    table = Table(title=f"Coverage of 95 % intervals, {repetitions:,} simulated runs each")
    for heading in ("plan", "scatter of a trial", "mean rounds", "covered"):
        table.add_column(heading, justify="left" if heading == "plan" else "right")
    for spread in (0.02, 0.04, 0.06):
        for count in (5, 10):
            found = coverage(
                (fixed_rounds(random, spread, count) for _ in iter(int, 1)), repetitions
            )
            _row(table, f"{count} rounds", spread, found)
        found = coverage(
            (until_precise(random, spread, 0.03, 200) for _ in iter(int, 1)), repetitions
        )
        _row(table, "until ±3 %", spread, found)
    return table


def _row(table: Table, plan: str, spread: float, found: Coverage) -> None:
    table.add_row(plan, f"{spread:.0%}", f"{found.mean_rounds:.1f}", f"{found.share:.1%}")


if __name__ == "__main__":
    Console().print(study())
