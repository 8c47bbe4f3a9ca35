"""Maps of worlds whose truth is known."""

from collections.abc import Callable
from random import Random

from bench.map.search import Plan, Round, next_cell
from bench.map.standing import Cell

PLAN = Plan(7, 5)
NAMES = ("a", "b")
World = Callable[[Cell], float]
"""The log ratio of `b` to `a` in a cell, or the scatter of a trial's logarithm there."""


def surveyed(
    world: World, scatter: float | World = 0.02, seed: int = 1, most: int = 130, plan: Plan = PLAN
) -> list[Round]:
    """Return the rounds of a survey; trials of a round share a mood beside their own scatter."""
    random, rounds = Random(seed), []
    while len(rounds) < most:
        cell = next_cell(rounds, NAMES, plan)
        if cell is None:
            break
        mood = random.gauss(0, 0.1)
        here = scatter(cell) if callable(scatter) else scatter
        a, b = (mood + random.gauss(0, here) for _ in range(2))
        rounds.append(Round(cell, {"a": a, "b": b + world(cell)}))
    return rounds


def slanted(cell: Cell) -> float:
    """`a` leads near the origin, `b` far from it; the border runs from (3, 0) to (0, 3)."""
    return 0.15 * (cell[0] + cell[1] - 2.5)


def stepped(cell: Cell) -> float:
    """Level up to the fourth latency, then `b` by a third."""
    return 0.0 if cell[0] < 4 else 0.3


def flat(_: Cell) -> float:
    return 0.0


def calmer_afar(cell: Cell) -> float:
    """A tenth near the database and a hundredth far from it, up to twice as much by accident."""
    return 0.1 ** (1 + cell[0] / 6) * Random(f"{cell}").uniform(0.5, 2.0)
