"""The adaptive search: which place to measure next, from nothing but the rounds so far.

Pure: what was measured goes in, the next place comes out. Higher scores are better; they are
logarithms, so that a difference is a log ratio. Places are compared on a log axis.

The two ends and the geometric middle come first. Then each gap across which the lead changes is
halved until the change is known precisely enough, by the signs at its edges or by a line through
it; where it does not change, the middles of both halves are looked at as well. A curve that changes
sides and back again between two neighbouring places is not found out: that is what is assumed.
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import sqrt
from statistics import fmean, stdev

from scipy.special import stdtr

from bench.crossover.crossing import NEAR, Crossing, Sample, crossing

SIGN_LEVEL = 0.005
"""Of the test that says who is ahead at a place: a wrong sign would lead the search astray."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: a place, and each stack's score there; a trial that was thrown out has none."""

    place: float
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Plan:
    """The range to search, and how much of it to know.

    `fewest` rounds are made at a place before its sign is believed, `most` before it is given up
    as not clear. `whole` places are whole numbers.
    """

    low: float
    high: float
    precision: float = 0.2
    fewest: int = 3
    most: int = 6
    whole: bool = False

    def start(self) -> list[float]:
        """Return the places that are measured in any case."""
        return list(dict.fromkeys([self.low, self.high, self.between(self.low, self.high)]))

    def quarters(self) -> list[float]:
        """Return the places between those, which are measured where no change was found."""
        middle = self.between(self.low, self.high)
        found = [self.between(self.low, middle), self.between(middle, self.high)]
        return [place for place in found if place not in self.start()]

    def between(self, low: float, high: float) -> float:
        """Return the middle of two places on the log axis."""
        middle = sqrt(low * high)
        return float(round(middle)) if self.whole else middle


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the lead: `before` is ahead at `low`, `after` is at `high`, both beyond doubt."""

    before: str
    after: str
    low: float
    high: float
    crossing: Crossing


def samples(rounds: Sequence[Round], before: str, after: str) -> list[Sample]:
    """Return the log ratios of `after` to `before`, in rounds that have both."""
    return [
        (one.place, one.scores[after] - one.scores[before])
        for one in rounds
        if before in one.scores and after in one.scores
    ]


def sign(values: Sequence[float], fewest: int, level: float = SIGN_LEVEL) -> int:
    """Return 1 or -1 where the mean is clearly above or below 0, else 0 (Student's t test)."""
    if len(values) < max(fewest, 2):
        return 0
    mean, spread = fmean(values), stdev(values) / sqrt(len(values))
    if mean == 0:
        return 0
    p = 2 * float(stdtr(len(values) - 1, -abs(mean) / spread)) if spread else 0.0
    return 0 if p > level else (1 if mean > 0 else -1)


def leaders(rounds: Sequence[Round]) -> dict[float, str]:
    """Return who has the best mean score at each place, in the order of places."""
    found = {}
    for place in sorted({one.place for one in rounds}):
        here = [one.scores for one in rounds if one.place == place and one.scores]
        names = sorted({name for scores in here for name in scores})
        if names:
            found[place] = max(names, key=lambda name: fmean(s[name] for s in here if name in s))
    return found


def changes(rounds: Sequence[Round], plan: Plan) -> list[Change]:
    """Return the changes of the lead, from the low end of the axis to the high one."""
    found = []
    for (low, before), (high, after) in pairwise(ahead(rounds, plan)):
        if before != after:
            where = crossing(samples(rounds, before, after), low, high)
            found.append(Change(before, after, low, high, where))
    return found


def ahead(rounds: Sequence[Round], plan: Plan) -> list[tuple[float, str]]:
    """Return the places where somebody is clearly ahead, and who: of all who lead anywhere."""
    best = leaders(rounds)
    rivals = list(dict.fromkeys(best.values()))
    found = []
    for place, name in best.items():
        here = [one for one in rounds if one.place == place]
        others = [rival for rival in rivals if rival != name] or _others(here, name)
        if all(
            sign([y for _, y in samples(here, other, name)], plan.fewest) > 0 for other in others
        ):
            found.append((place, name))
    return found


def _others(rounds: Sequence[Round], name: str) -> list[str]:
    return sorted({other for one in rounds for other in one.scores} - {name})


def next_place(rounds: Sequence[Round], plan: Plan) -> float | None:
    """Return where the next round is made; None when all is known that was asked."""
    return next(_wanted(rounds, plan), None)


def _wanted(rounds: Sequence[Round], plan: Plan) -> Iterator[float]:
    made = Counter(one.place for one in rounds)
    clear = {place for place, _ in ahead(rounds, plan)}
    # one round everywhere, then another: a place that is measured last would see another hour
    yield from _until_clear(plan.start(), made, clear, plan)
    found = changes(rounds, plan)
    for change in found:
        yield from _within(change, made, plan)
    if not found:
        yield from _until_clear(plan.quarters(), made, clear, plan)
        patient = replace(plan, most=2 * plan.most)
        yield from _until_clear(plan.start(), made, clear, patient)


def _until_clear(
    places: Iterable[float], made: Mapping[float, int], clear: Container[float], plan: Plan
) -> Iterator[float]:
    """Yield those that have too few rounds to tell who is ahead, the least known first."""
    for place in sorted(places, key=lambda place: made[place]):
        if made[place] < plan.fewest or (place not in clear and made[place] < plan.most):
            yield place


def _within(change: Change, made: Mapping[float, int], plan: Plan) -> Iterator[float]:
    """Yield where the gap of a change is looked into next."""
    # places inside the gap have no clear sign, though some may get one: the crossing is near them
    inside = sorted(place for place in made if change.low < place < change.high)
    yield from (place for place in inside if made[place] < plan.most)
    if change.crossing.half_width <= plan.precision:
        return
    places = [change.low, *inside, change.high]
    for low, high in sorted(pairwise(places), key=lambda gap: gap[0] / gap[1]):
        middle = plan.between(low, high)
        if low < middle < high and (high / low > NEAR or not inside):
            yield middle
    if inside:
        yield min(places, key=lambda place: made[place])
