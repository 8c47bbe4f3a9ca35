"""From rounds to the answer: scores for the search, ratios at places, changes of the lead."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from bench.crossover.axes import AXES, Axis
from bench.crossover.document import Crossovers, FoundChange, MeasuredRound
from bench.crossover.search import Change, Plan, Round, ahead, changes, samples
from bench.metrics import METRICS, value
from bench.results import Metric, Trial
from bench.stats import Estimate, Ratio, geometric_mean, paired_ratio


def direction(metric: Metric) -> int:
    """Return 1 where more is better, else -1."""
    return 1 if METRICS[metric].higher_is_better else -1


def scores(trials: Iterable[Trial], metric: Metric) -> dict[str, float]:
    """Return each valid trial's score: the logarithm of its figure, higher being better."""
    found = ((trial, value(trial, metric)) for trial in trials if trial.valid)
    return {
        trial.stack: direction(metric) * log(figure)
        for trial, figure in found
        if figure is not None and figure > 0
    }


@dataclass(frozen=True, slots=True)
class Place:
    """What was measured at a place: who leads beyond doubt, and each stack against the first.

    `ratios` are figures of a stack divided by those of the first one named, paired within rounds.
    """

    place: float
    rounds: int
    leader: str | None
    ratios: dict[str, Ratio]
    figures: dict[str, Estimate]


class Answer:
    """Everything that a document says, worked out from its rounds alone."""

    def __init__(self, document: Crossovers) -> None:
        config = document.config
        self.document = document
        self.axis: Axis = AXES[config["axis"]]
        self.metric: Metric = config["metric"]
        self.plan = Plan(
            config["low"], config["high"], precision=config["precision"], whole=self.axis.whole
        )
        self.names = [stack.name for stack in document.stacks]
        self.rounds = search_rounds(document.rounds, self.metric)
        self.changes: list[Change] = changes(self.rounds, self.plan)
        leading = dict(ahead(self.rounds, self.plan))
        self.places = [self._place(at, leading) for at in sorted({r.place for r in self.rounds})]

    @property
    def first(self) -> str:
        """The stack that others are held against."""
        return self.names[0]

    def ratio(self, place: float, name: str, base: str) -> Ratio | None:
        """Return the ratio of two stacks' figures at a place; None for fewer than two rounds."""
        here = [one for one in self.rounds if one.place == place]
        sign = direction(self.metric)
        pairs = [(exp(sign * difference), 1.0) for _, difference in samples(here, base, name)]
        return paired_ratio(pairs) if len(pairs) >= 2 else None

    def _place(self, at: float, leading: dict[float, str]) -> Place:
        here = [one for one in self.rounds if one.place == at]
        found = {name: self.ratio(at, name, self.first) for name in self.names[1:]}
        sign = direction(self.metric)
        figures = {
            name: geometric_mean(
                [exp(sign * one.scores[name]) for one in here if name in one.scores]
            )
            for name in self.names
        }
        return Place(
            at,
            len(here),
            leading.get(at),
            {name: ratio for name, ratio in found.items() if ratio},
            {name: figure for name, figure in figures.items() if figure},
        )


def search_rounds(rounds: Sequence[MeasuredRound], metric: Metric) -> list[Round]:
    """Return measured rounds as the search takes them."""
    return [Round(one.place, scores(one.trials, metric)) for one in rounds]


def published(found: Iterable[Change]) -> tuple[FoundChange, ...]:
    """Return changes as the document has them."""
    return tuple(
        FoundChange(
            before=one.before,
            after=one.after,
            value=one.crossing.value,
            ci_low=one.crossing.low,
            ci_high=one.crossing.high,
        )
        for one in found
    )
