"""Scatter that small samples lend each other: moderated standard errors.

Three rounds tell a mean well and its scatter badly, and Student's t pays for that: at two degrees
of freedom an interval is 4.3 standard errors wide. Where many effects were measured alike, what
the others scatter is knowledge about each. Variances are taken as draws from a scaled inverse
chi-squared distribution around a trend; its place and its spread are estimated from all of them,
and each variance is moved towards it as far as the spread says (Smyth 2004, "Linear models and
empirical Bayes methods for assessing differential expression in microarray experiments",
Statistical Applications in Genetics and Molecular Biology 3(1), article 3; with a trend: Sartor et
al. 2006, BMC Bioinformatics 7, 538).
"""

from collections.abc import Sequence
from dataclasses import replace
from math import inf, log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import digamma, polygamma

from bench.stats.ratios import Effect

SPARE: Final = 3
"""So many effects more than the trend has parameters, or nothing is moderated."""
LEAST_VARIANCE: Final = 1e-10
"""Of a logarithm: for samples that are all the same."""
FEWEST_FREEDOM, MOST_FREEDOM = 1e-2, 1e4


def moderated(effects: Sequence[Effect], places: Sequence[Sequence[float]]) -> list[Effect]:
    """Return the effects with moderated standard errors, and as many degrees of freedom more.

    `places` says where each was measured; the logarithm of the scatter may change linearly along
    each of its coordinates. Too few effects are returned as they are.
    """
    trend = np.column_stack([np.ones(len(effects)), np.array(places, dtype=float)])
    if len(effects) < trend.shape[1] + SPARE:
        return list(effects)
    freedom = np.array([effect.degrees_of_freedom for effect in effects])
    seen = np.array([max(e.standard_error**2 * e.rounds, LEAST_VARIANCE) for e in effects])
    prior, worth = prior_of(np.log(seen), freedom, trend)
    if worth == inf:
        variances, together = prior, np.full(len(effects), freedom.sum())
    else:
        variances = (worth * prior + freedom * seen) / (worth + freedom)
        together = np.minimum(worth + freedom, freedom.sum())
    return [
        replace(
            effect,
            standard_error=sqrt(variance / effect.rounds),
            degrees_of_freedom=float(degrees),
        )
        for effect, variance, degrees in zip(effects, variances, together, strict=True)
    ]


def prior_of(
    logs: NDArray[np.float64], freedom: NDArray[np.float64], trend: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Return the variance that the trend foretells for each, and its degrees of freedom.

    From logarithms of sample variances, whose expectation and variance are known up to those two
    (Smyth 2004, section 6.2). With `inf` degrees they lie about the trend as chance has it.
    """
    raised = logs - digamma(freedom / 2) + np.log(freedom / 2)
    weights, _, rank, _ = np.linalg.lstsq(trend, raised, rcond=None)
    level = trend @ weights
    spare = len(logs) - rank
    excess = ((raised - level) ** 2).sum() / spare - polygamma(1, freedom / 2).mean()
    if excess <= polygamma(1, MOST_FREEDOM / 2):
        return np.exp(level), inf
    if excess >= polygamma(1, FEWEST_FREEDOM / 2):
        worth = FEWEST_FREEDOM
    else:
        worth = brentq(lambda d: polygamma(1, d / 2) - excess, FEWEST_FREEDOM, MOST_FREEDOM)
    return np.exp(level + digamma(worth / 2) - log(worth / 2)), worth
