"""Searches on curves whose truth is known."""

from collections.abc import Callable
from math import log
from random import Random

from bench.crossover.search import Change, Plan, Round, changes, next_place

PLAN = Plan(0.05, 50.0)
Curve = Callable[[float], float]
"""The log ratio of `b` to `a` at a place."""


def searched(
    curve: Curve, scatter: float, seed: int, most: int = 45, plan: Plan = PLAN
) -> list[Round]:
    """Return the rounds of a search; trials of a round share a mood beside their own scatter."""
    random, rounds = Random(seed), []
    for _ in range(most):
        place = next_place(rounds, plan)
        if place is None:
            break
        mood = random.gauss(0, 0.1)
        a, b = (mood + random.gauss(0, scatter) for _ in range(2))
        rounds.append(Round(place, {"a": a, "b": b + curve(place)}))
    return rounds


def found(curve: Curve, scatter: float, seed: int, plan: Plan = PLAN) -> list[Change]:
    return changes(searched(curve, scatter, seed, plan=plan), plan)


def linear(place: float) -> float:
    return 0.1 * log(place / 3)


def hinge(place: float) -> float:
    return -0.15 + max(0.0, 0.9 * log(place / 2.5))


def saturating(place: float) -> float:
    return 0.5 * place / (place + 4) - 0.2
