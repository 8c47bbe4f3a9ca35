"""Ranks that claim no more than the comparisons do."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankRange:
    """The ranks that one stack may hold, from `best` to `worst`; 1 is first."""

    best: int
    worst: int

    def __str__(self) -> str:
        return str(self.best) if self.best == self.worst else f"{self.best}–{self.worst}"


def rank_ranges(names: Sequence[str], better: Collection[tuple[str, str]]) -> dict[str, RankRange]:
    """Rank range of each name, from the pairs (winner, loser) whose difference was detected.

    `best` is one more than the number found better, `worst` leaves room for all not found
    worse. Stacks that are not detectably different always have overlapping ranges, and "not
    different" need not be transitive: where A beats C, and B differs from neither, A is 1-2,
    B 1-3 and C 2-3. When the verdicts hold together at 95 %, so do all these ranges (Klein,
    Wright & Wieczorek 2020, "A joint confidence region for an overall ranking of populations",
    Journal of the Royal Statistical Society C 69(3), 589-606).
    """
    return {
        name: RankRange(
            best=1 + sum(loser == name for _, loser in better),
            worst=len(names) - sum(winner == name for winner, _ in better),
        )
        for name in names
    }
