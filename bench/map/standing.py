"""What is known of one cell: who leads, by how much, and whether that is a difference at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp, log
from statistics import fmean

from bench.stats import Ratio, family, paired

Cell = tuple[int, int]
"""Which latency and which number of users: places on the two axes, counted from 0."""

Scores = Mapping[str, float]
"""Of one round: the logarithm of each stack's figure, higher being better."""

CONFIDENCE = 0.98
"""At which intervals are drawn, for 95 %: a cell is looked at again only while it is level, so each
look is one more chance of a lead by accident (tests/bench/map/test_coverage.py)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The best stack of a cell, and the one that it is hardest to tell from.

    `ratio` says how many times better the leader is; it is 1 or more, for the leader has the
    best mean.
    """

    leader: str
    rival: str
    ratio: Ratio

    @property
    def level(self) -> bool:
        """Whether no difference was detected: the interval lies across 1."""
        return self.ratio.ci_low <= 1 <= self.ratio.ci_high

    @property
    def doubt(self) -> float:
        """How far the interval reaches over 1, on the log scale; above 0 where it does."""
        return -log(self.ratio.ci_low)


def complete(rounds: Iterable[Scores], names: Sequence[str]) -> list[Scores]:
    """Return the rounds in which each stack has a trial that counts."""
    return [scores for scores in rounds if all(name in scores for name in names)]


def means(rounds: Sequence[Scores], names: Sequence[str]) -> dict[str, float]:
    """Return each stack's mean score, from complete rounds."""
    return {name: fmean(scores[name] for scores in rounds) for name in names}


def standing(rounds: Iterable[Scores], names: Sequence[str]) -> Standing | None:
    """Judge a cell by its complete rounds, all pairs as one family; None for fewer than two."""
    usable = complete(rounds, names)
    if len(usable) < 2:
        return None
    best_first = sorted(names, key=means(usable, names).__getitem__, reverse=True)
    pairs = list(combinations(best_first, 2))
    effects = [paired([(exp(one[a] - one[b]), 1.0) for one in usable]) for a, b in pairs]
    ratios = dict(zip(pairs, family(effects, CONFIDENCE), strict=True))
    leader = best_first[0]
    rival = min(best_first[1:], key=lambda name: ratios[leader, name].ci_low)
    return Standing(leader, rival, ratios[leader, rival])
