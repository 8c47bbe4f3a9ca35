"""Which stacks stand in which level of which factor, and whether that can be told apart."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from bench.attribution.types import Factor
from bench.results import Stack

Matrix = NDArray[np.float64]

REFERENCES = {"style": "orm"}
"""The level that the others are held against; of other factors, the first."""


@dataclass(frozen=True)
class Design:
    """Stacks, and the level of each in every factor that has two or more."""

    stacks: tuple[str, ...]
    levels: Mapping[Factor, tuple[str, ...]]

    @classmethod
    def of(cls, stacks: Iterable[Stack]) -> Self:
        """Return the design of those stacks that may be compared."""
        found = [stack for stack in stacks if fits(stack)]
        factors: Mapping[Factor, tuple[str, ...]] = {
            "server": tuple(map(server, found)),
            "driver": tuple(stack.driver for stack in found),
            "style": tuple(stack.style for stack in found),
        }
        several = {factor: levels for factor, levels in factors.items() if len(set(levels)) > 1}
        return cls(tuple(stack.name for stack in found), several)

    @property
    def factors(self) -> list[Factor]:
        """The factors that have two levels or more."""
        return list(self.levels)

    def reference(self, factor: Factor) -> str:
        """Return the level that the others of a factor are held against."""
        usual = REFERENCES.get(factor)
        return usual if usual in self.levels[factor] else self.levels[factor][0]

    @cached_property
    def columns(self) -> tuple[tuple[Factor, str], ...]:
        """The (factor, level) that each column of the matrix stands for; no reference levels."""
        return tuple(
            (factor, level)
            for factor, levels in self.levels.items()
            for level in dict.fromkeys(levels)
            if level != self.reference(factor)
        )

    def matrix(self, factors: Iterable[Factor] | None = None) -> Matrix:
        """Return a row for each stack, and a column of 0 and 1 for each level of `factors`."""
        wanted = set(self.factors if factors is None else factors)
        columns = [
            [float(level == own) for own in self.levels[factor]]
            for factor, level in self.columns
            if factor in wanted
        ]
        return np.array(columns, dtype=float).reshape(len(columns), len(self.stacks)).T

    def cells(self) -> Matrix:
        """Return a row for each stack, a column for each combination of levels that there is."""
        own = list(zip(*self.levels.values(), strict=True))
        return np.array([[float(cell == found) for cell in dict.fromkeys(own)] for found in own])

    @property
    def can_tell(self) -> bool:
        """Whether two factors or more vary, each independently, with room to see interplay.

        That is: the matrix with its intercept has full rank, and there are more combinations of
        levels than columns, so that the stacks can contradict the model.
        """
        if len(self.levels) < 2:
            return False
        whole = np.column_stack([np.ones(len(self.stacks)), self.matrix()])
        width = whole.shape[1]
        rank = int(np.linalg.matrix_rank(whole))
        return bool(rank == width < self.cells().shape[1])


def fits(stack: Stack) -> bool:
    """Whether a stack may stand for its levels: not wrong on purpose, and doing the same work."""
    return stack.warning is None and stack.contract_verified


def server(stack: Stack) -> str:
    """Name framework, server and bridge: one factor, for few go with any of the others."""
    bridge = f" in {stack.bridge}" if stack.bridge not in (None, "native") else ""
    return f"{stack.framework} on {stack.server}{bridge}"
