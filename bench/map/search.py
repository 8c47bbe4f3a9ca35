"""Which cell to measure next, from nothing but the rounds so far.

Pure: what was measured goes in, the next cell comes out. The four corners and the centre come
first. After that it is the cell whose leader is most in doubt, after the straddle heuristic (Bryan
et al. 2005, "Active learning for identifying function threshold boundaries", NIPS 18, 163-170):
how far may the figure be off, minus how far it is from a tie. What a cell may be off that was never
measured grows with its distance to those that were, by the steepest slope seen between them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from bench.map.standing import Cell, Scores, Standing, complete, means, standings

LEAST_SLOPE = 0.05
"""Of log ratios from a cell to the next: never taken for less, however flat it seems so far."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The grid, and how much of it to know.

    A cell gets `fewest` rounds before it is judged, and up to `most` while it is level and its
    interval wider than `precision`.
    """

    columns: int
    rows: int
    precision: float = 0.03
    fewest: int = 3
    most: int = 8

    def cells(self) -> list[Cell]:
        """Return all cells."""
        return list(product(range(self.columns), range(self.rows)))

    def start(self) -> list[Cell]:
        """Return the cells that are measured in any case: corners and centre."""
        corners = product((0, self.columns - 1), (0, self.rows - 1))
        return list(dict.fromkeys([*corners, (self.columns // 2, self.rows // 2)]))


@dataclass(frozen=True, slots=True)
class Round:
    """One round: where, and each stack's score; a trial that was thrown out has none."""

    cell: Cell
    scores: Scores


def by_cell(rounds: Sequence[Round]) -> dict[Cell, list[Scores]]:
    """Return the scores of all rounds, cell by cell."""
    found: dict[Cell, list[Scores]] = {}
    for one in rounds:
        found.setdefault(one.cell, []).append(one.scores)
    return found


def next_cell(rounds: Sequence[Round], names: Sequence[str], plan: Plan) -> Cell | None:
    """Return where the next round is made; None when all is known that was asked."""
    return next(_wanted(rounds, names, plan), None)


def _wanted(rounds: Sequence[Round], names: Sequence[str], plan: Plan) -> Iterator[Cell]:
    made = Counter(one.cell for one in rounds)
    # one round everywhere, then another: a cell that is measured last would see another hour
    yield from _short(plan.start(), made, plan)
    yield from _short(list(made), made, plan)
    doubts = doubts_of_unseen(rounds, names, plan)
    yield from (cell for cell, doubt in doubts if doubt > 0)
    yield from _again(made, standings(by_cell(rounds), names), plan)
    yield from (cell for cell, _ in doubts)


def _short(cells: Sequence[Cell], made: Mapping[Cell, int], plan: Plan) -> Iterator[Cell]:
    """Yield those that have too few rounds to be judged."""
    for cell in sorted(cells, key=lambda cell: made.get(cell, 0)):
        if made.get(cell, 0) < plan.fewest:
            yield cell


def _again(made: Mapping[Cell, int], known: Mapping[Cell, Standing], plan: Plan) -> Iterator[Cell]:
    """Yield cells that were measured and tell too little, the least measured first."""
    for cell in sorted(made, key=lambda cell: made[cell]):
        one = known.get(cell)
        wide = one is None or (one.level and one.ratio.half_width > plan.precision)
        if wide and made[cell] < plan.most:
            yield cell


def doubts_of_unseen(
    rounds: Sequence[Round], names: Sequence[str], plan: Plan
) -> list[tuple[Cell, float]]:
    """Return the cells that were never measured, the most doubtful first, with their doubt.

    It is above 0 where the leader cannot be told from the cells around.
    """
    made = by_cell(rounds)
    usable = {cell: complete(scores, names) for cell, scores in made.items()}
    known = {cell: means(scores, names) for cell, scores in usable.items() if scores}
    slope = steepest(known)
    unseen = [cell for cell in plan.cells() if cell not in made]
    found = [(cell, _doubt(cell, known, slope)) for cell in unseen]
    return sorted(found, key=lambda pair: -pair[1])


def _doubt(cell: Cell, known: Mapping[Cell, Scores], slope: float) -> float:
    if not known:
        return slope
    weights = {other: 1 / distance(cell, other) ** 2 for other in known}
    total = sum(weights.values())
    names = next(iter(known.values()))
    guess = sorted(
        sum(weight * known[other][name] for other, weight in weights.items()) / total
        for name in names
    )
    nearest = min(distance(cell, other) for other in known)
    return slope * nearest - (guess[-1] - guess[-2])


def steepest(known: Mapping[Cell, Scores]) -> float:
    """Return the greatest change of any log ratio from a cell to the next, seen so far."""
    slopes = [
        abs((here[a] - here[b]) - (there[a] - there[b])) / distance(one, other)
        for (one, here), (other, there) in combinations(known.items(), 2)
        for a, b in combinations(here, 2)
    ]
    return max([LEAST_SLOPE, *slopes])


def distance(one: Cell, other: Cell) -> int:
    """Return how many steps lie between two cells."""
    return abs(one[0] - other[0]) + abs(one[1] - other[1])
