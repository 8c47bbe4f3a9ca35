"""The shares: sums of squares of logarithms within rounds, split fairly between the factors.

Rounds are blocks: every figure and every column is taken less its round's mean, which is the
same as a column for each round (Frisch & Waugh 1933, Econometrica 1, 387-401). What a factor
explains depends on which others are in the model before it, where a design is not balanced; its
share here is the mean over all orders (Lindeman, Merenda & Gold 1980, "Introduction to
Bivariate and Multivariate Analysis", p. 119; Groemping 2007, "Estimators of relative importance
in linear regression based on variance decomposition", The American Statistician 61, 139-147).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np
from scipy.special import stdtrit

from bench.attribution.design import Design, Matrix
from bench.attribution.types import Factor, Part, Share

NOTHING = 1e-12
"""A sum of squares that is rounding."""

Figures = Mapping[int, Mapping[str, float]]
"""A metric's figures, above 0, by round and by stack."""


@dataclass(frozen=True)
class Moments:
    """Rounds summed up: all that any model needs, one entry along the first axis for each sample.

    With S stacks: `products` are the indicator columns' (S x S), `with_logs` theirs with the
    logarithms (S), `squares` those of the logarithms; all within rounds.
    """

    products: Matrix
    with_logs: Matrix
    squares: Matrix

    @classmethod
    def by_round(cls, stacks: Sequence[str], figures: Figures) -> "Moments":
        """Return the moments of each round by itself."""
        centred = [_centred(stacks, of_round) for of_round in figures.values()]
        return cls(
            np.array([columns.T @ columns for columns, _ in centred]),
            np.array([columns.T @ logs for columns, logs in centred]),
            np.array([logs @ logs for _, logs in centred]),
        )

    def weighted(self, weights: Matrix) -> "Moments":
        """Return a sample for each row of `weights`, which says how often it has each round."""
        return Moments(
            np.tensordot(weights, self.products, 1),
            np.tensordot(weights, self.with_logs, 1),
            weights @ self.squares,
        )

    def explained(self, columns: Matrix) -> Matrix:
        """Return the sums of squares that `columns` (a row for each stack) explain."""
        normal = columns.T @ self.products @ columns
        right = self.with_logs @ columns
        inverse = np.linalg.pinv(normal, rcond=1e-9, hermitian=True)
        return np.asarray(np.einsum("bi,bij,bj->b", right, inverse, right))


def _centred(stacks: Sequence[str], of_round: Mapping[str, float]) -> tuple[Matrix, Matrix]:
    logs = np.log(list(of_round.values()))
    columns = np.array([[float(name == stack) for stack in stacks] for name in of_round])
    return columns - columns.mean(axis=0), logs - logs.mean()


def shares(design: Design, figures: Figures) -> tuple[Share, ...]:
    """Return the share of each factor, of interplay and of noise; empty where nothing differs.

    Student's t intervals on the jackknife's standard error: each round is left out once (Tukey
    1958, "Bias and confidence in not-quite large samples", Annals of Mathematical Statistics
    29, 614). Over so few rounds they keep their word where bootstrap percentiles do not:
    docs/decisions/attribution.md.
    """
    rounds = Moments.by_round(design.stacks, figures)
    count = len(figures)
    if rounds.squares.sum() < NOTHING:
        return ()
    (point,) = _parts(design, rounds.weighted(np.ones((1, count))))
    without_one = _parts(design, rounds.weighted(1 - np.eye(count)))
    error = np.sqrt((count - 1) * without_one.var(axis=0))
    reach = float(stdtrit(count - 1, 0.975)) * error
    limits = zip(parts(design), point, point - reach, point + reach, strict=True)
    return tuple(
        Share(
            part=part,
            share=float(share),
            ci_low=max(0.0, float(low)),
            ci_high=min(1.0, float(high)),
        )
        for part, share, low, high in limits
    )


def parts(design: Design) -> tuple[Part, ...]:
    """Return what the spread is split into."""
    return (*design.factors, "interplay", "noise")


def _parts(design: Design, samples: Moments) -> Matrix:
    """Return a row of shares, in the order of `parts`, for each sample."""
    explained = {
        chosen: samples.explained(design.matrix(chosen)) for chosen in _subsets(design.factors)
    }
    orders = list(permutations(design.factors))
    gains = {factor: np.zeros_like(samples.squares) for factor in design.factors}
    for order in orders:
        for place, factor in enumerate(order):
            before, after = frozenset(order[:place]), frozenset(order[: place + 1])
            gains[factor] += (explained[after] - explained[before]) / len(orders)
    whole = samples.explained(design.cells())
    interplay = whole - explained[frozenset(design.factors)]
    found = [*gains.values(), interplay, samples.squares - whole]
    return np.column_stack(found) / samples.squares[:, None]


def _subsets(factors: Iterable[Factor]) -> set[frozenset[Factor]]:
    return {
        frozenset(order[:length])
        for order in permutations(factors)
        for length in range(len(order) + 1)
    }
