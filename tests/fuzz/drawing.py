"""Examples out of a Hypothesis strategy as a plain list, so that every stack meets the same."""

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")


def drawn(strategy: SearchStrategy[T], number: int, seed_value: int) -> list[T]:
    """Return so many examples, always the same ones for a seed."""
    found: list[T] = []

    @seed(seed_value)
    @settings(
        max_examples=number,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: T) -> None:
        found.append(example)

    collect()
    return found
