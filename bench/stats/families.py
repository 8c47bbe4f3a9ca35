"""Several ratios judged at once, and when enough rounds have been run."""

from collections.abc import Sequence

from bench.stats.ratios import Effect, Ratio

MINIMUM_ROUNDS = 10
"""Rounds before precision may end a run.

A run that stops because its interval looks narrow stops too often when the scatter was
underestimated by chance. From 10 rounds on that costs at most about 1.5 points of a 95 %
interval's coverage, from 5 rounds on 3 points (`python -m bench.stats.coverage`).
"""


def holm_levels(p_values: Sequence[float], alpha: float = 0.05) -> list[float]:
    """Each comparison's own error level under Holm's step-down procedure.

    The smallest p-value is held against alpha/m, the next against alpha/(m-1), and so on until
    one fails; that one and all after it keep the level it failed at. The chance of any false
    verdict in the family is then at most `alpha` (Holm 1979, "A simple sequentially rejective
    multiple test procedure", Scandinavian Journal of Statistics 6, 65-70).
    """
    levels = [alpha] * len(p_values)
    failed_at: float | None = None
    ascending = sorted(range(len(p_values)), key=p_values.__getitem__)
    for rank, index in enumerate(ascending):
        level = failed_at or alpha / (len(p_values) - rank)
        if failed_at is None and p_values[index] > level:
            failed_at = level
        levels[index] = level
    return levels


def family(effects: Sequence[Effect], confidence: float = 0.95) -> list[Ratio]:
    """Ratios whose intervals are drawn at Holm's levels, so that each agrees with its verdict.

    An interval at 1 - level leaves out 1 exactly when Holm's procedure rejects. Each alone
    covers its ratio with at least `confidence` (Ludbrook 2000, "Multiple inferences using
    confidence intervals", Clinical and Experimental Pharmacology and Physiology 27, 212-215).
    """
    levels = holm_levels([effect.p_value for effect in effects], 1 - confidence)
    return [effect.ratio(level) for effect, level in zip(effects, levels, strict=True)]


def enough(effects: Sequence[Effect], precision: float, confidence: float = 0.95) -> bool:
    """Whether every interval that a reader will see is within plus or minus `precision`.

    Never before `MINIMUM_ROUNDS`, and never for no effects at all.
    """
    if not effects or any(effect.rounds < MINIMUM_ROUNDS for effect in effects):
        return False
    return all(ratio.half_width <= precision for ratio in family(effects, confidence))
