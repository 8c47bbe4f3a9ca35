"""What is known of one cell: who leads, by how much, and whether that is a difference at all."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import exp, inf, log
from statistics import fmean

from bench.stats import Effect, Ratio, family, moderated, paired

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
        return -log(self.ratio.ci_low) if self.ratio.ci_low else inf


def complete(rounds: Iterable[Scores], names: Sequence[str]) -> list[Scores]:
    """Return the rounds in which each stack has a trial that counts."""
    return [scores for scores in rounds if all(name in scores for name in names)]


def means(rounds: Sequence[Scores], names: Sequence[str]) -> dict[str, float]:
    """Return each stack's mean score, from complete rounds."""
    return {name: fmean(scores[name] for scores in rounds) for name in names}


def standings(
    rounds: Mapping[Cell, Iterable[Scores]], names: Sequence[str]
) -> dict[Cell, Standing]:
    """Judge every cell with two complete rounds or more, all pairs of a cell as one family.

    How much figures scatter is taken from all cells, along both axes, and from each by itself.
    """
    usable = {cell: complete(scores, names) for cell, scores in rounds.items()}
    usable = {cell: scores for cell, scores in usable.items() if len(scores) > 1}
    pairs = list(combinations(names, 2))
    effects = {pair: moderated(effects_of(usable, *pair), list(usable)) for pair in pairs}
    return {
        cell: standing(means(scores, names), {pair: effects[pair][place] for pair in pairs})
        for place, (cell, scores) in enumerate(usable.items())
    }


def effects_of(rounds: Mapping[Cell, Sequence[Scores]], a: str, b: str) -> list[Effect]:
    """Return how many times better one stack is than another, cell by cell."""
    return [paired([(exp(one[a] - one[b]), 1.0) for one in scores]) for scores in rounds.values()]


def standing(score: Scores, effects: Mapping[tuple[str, str], Effect]) -> Standing:
    """Judge a cell by the mean scores and the effects of all pairs."""
    best_first = sorted(score, key=score.__getitem__, reverse=True)
    pairs = list(combinations(best_first, 2))
    turned = [effects[pair] if pair in effects else inverse(effects[pair[::-1]]) for pair in pairs]
    ratios = dict(zip(pairs, family(turned, CONFIDENCE), strict=True))
    leader = best_first[0]
    rival = min(best_first[1:], key=lambda name: ratios[leader, name].ci_low)
    return Standing(leader, rival, ratios[leader, rival])


def inverse(effect: Effect) -> Effect:
    """Return the effect of b against a, from that of a against b."""
    return replace(effect, log_ratio=-effect.log_ratio)
