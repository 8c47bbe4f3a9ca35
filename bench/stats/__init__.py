"""The statistics of a comparison: pure functions over figures, with their sources.

The unit is a trial, never a request: requests of one trial share a process, a cache and a
moment, so thousands of them say little more than one figure does. Everything works on
logarithms, for ratios of rates and times are what people quote, and their scatter is
multiplicative. `docs/decisions/statistics.md` says what was weighed.
"""

from bench.stats.families import MINIMUM_ROUNDS, enough, family, holm_levels
from bench.stats.moderation import moderated
from bench.stats.ranks import RankRange, rank_ranges
from bench.stats.ratios import (
    Effect,
    Estimate,
    Ratio,
    geometric_mean,
    paired,
    paired_ratio,
    unpaired,
    verdict,
)

__all__ = [
    "MINIMUM_ROUNDS",
    "Effect",
    "Estimate",
    "RankRange",
    "Ratio",
    "enough",
    "family",
    "geometric_mean",
    "holm_levels",
    "moderated",
    "paired",
    "paired_ratio",
    "rank_ranges",
    "unpaired",
    "verdict",
]
