"""The effects: a linear model of logarithms, with rounds as blocks, by statsmodels."""

from math import sqrt

import numpy as np

from bench.attribution.design import Design
from bench.attribution.spread import Figures
from bench.attribution.types import LevelEffect
from bench.stats import Effect


def effects(design: Design, figures: Figures) -> tuple[LevelEffect, ...]:
    """Return each level's effect against its factor's reference, all factors in one model.

    Trials of a round share the minute they ran in, so the errors are clustered by round (Liang &
    Zeger 1986, Biometrika 73, 13-22), with Student's t on one degree of freedom less than there
    are rounds: with two stacks that is exactly the paired interval of `bench.stats.paired`.
    """
    from statsmodels.regression.linear_model import OLS  # a second of import: only when needed

    numbers = list(figures)
    trials = [
        (number, design.stacks.index(stack), figure)
        for number, of_round in figures.items()
        for stack, figure in of_round.items()
    ]
    rounds = np.array([numbers.index(number) for number, _, _ in trials])
    blocks = np.eye(len(numbers))[rounds]
    columns = design.matrix()[[stack for _, stack, _ in trials]]
    logs = np.log([figure for _, _, figure in trials])
    fit = OLS(logs, np.column_stack([columns, blocks])).fit(
        cov_type="cluster", cov_kwds={"groups": rounds, "use_correction": False}
    )
    count = len(numbers)
    of_few = sqrt(count / (count - 1))
    found = []
    for place, (factor, level) in enumerate(design.columns):
        effect = Effect(float(fit.params[place]), float(fit.bse[place]) * of_few, count - 1, count)
        ratio = effect.ratio()
        found.append(
            LevelEffect(
                factor=factor,
                level=level,
                against=design.reference(factor),
                ratio=ratio.ratio,
                ci_low=ratio.ci_low,
                ci_high=ratio.ci_high,
            )
        )
    return tuple(found)
