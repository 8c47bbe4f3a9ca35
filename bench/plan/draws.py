"""Random times for the simulation, drawn in blocks: one by one costs more than all the rest."""

from collections.abc import Callable, Iterator
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from bench.plan.mva import wait_probability
from bench.plan.network import Shared

BLOCK = 4_096
CONSTANT = 0.05
"""Below this coefficient of variation all times are the same."""


class Draws:
    """Endless draws of mean 1; the same seed draws the same."""

    def __init__(self, cv: float, seed: int) -> None:
        gamma, exponential, uniform, wake = (
            np.random.default_rng([seed, number]) for number in (1, 2, 3, 4)
        )
        shape = 1 / max(cv, CONSTANT) ** 2
        self.gamma: Callable[[], float] = (
            repeat(1.0) if cv < CONSTANT else _endless(lambda: gamma.gamma(shape, 1 / shape, BLOCK))
        ).__next__
        self.exponential = _endless(lambda: exponential.exponential(1.0, BLOCK)).__next__
        self.wake = _endless(lambda: wake.exponential(1.0, BLOCK)).__next__
        self._uniform = _endless(lambda: uniform.random(BLOCK)).__next__
        self._waits: dict[Shared, float] = {}

    def shared(self, step: Shared) -> float:
        """Return the seconds that a visit to a shared station takes, with its wait.

        The wait of those who wait in an M/M/c queue is exponential (Kleinrock 1975, section 3.5).
        """
        if step not in self._waits:
            self._waits[step] = wait_probability(step.servers, step.utilisation)
        seconds = step.mean_s * self.gamma()
        if self._uniform() < self._waits[step]:
            free = max(1 - step.utilisation, 1e-6)
            seconds += self.exponential() * step.mean_s / (step.servers * free)
        return seconds


def _endless(block: Callable[[], NDArray[np.float64]]) -> Iterator[float]:
    while True:
        yield from block().tolist()
