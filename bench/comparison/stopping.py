"""When a run has enough rounds."""

import time
from collections.abc import Sequence

from bench.analysis import precise_enough
from bench.comparison.config import RunConfig
from bench.results import Trial
from bench.stats import MINIMUM_ROUNDS


class Clock:
    """How much of a time budget is spent, and whether another round fits into what is left."""

    def __init__(self, budget_s: float) -> None:
        self._budget_s = budget_s
        self._begin = self._round_begin = time.monotonic()
        self._longest = 0.0

    @property
    def share(self) -> float:
        """The part of the budget that is spent, 0 to 1."""
        return min((time.monotonic() - self._begin) / self._budget_s, 1.0)

    def round_ends(self) -> None:
        """Note the end of a round, which is the beginning of the next."""
        now = time.monotonic()
        self._longest = max(self._longest, now - self._round_begin)
        self._round_begin = now

    @property
    def is_over(self) -> bool:
        """Whether a round as long as the longest would overrun the budget."""
        return time.monotonic() - self._begin + self._longest > self._budget_s


def reason_to_stop(
    config: RunConfig, clock: Clock, number: int, contest: Sequence[Trial]
) -> str | None:
    """Return `rounds`, `precision` or `budget` when round `number` was the last."""
    if config.rounds:
        return "rounds" if number >= config.rounds else None
    if number >= MINIMUM_ROUNDS and precise_enough(contest, config.precision):
        return "precision"
    return "budget" if clock.is_over else None
