"""From trials to needs and costs."""

from collections.abc import Sequence
from statistics import fmean

from bench.price.document import Cost, Level, Need, Price
from bench.price.search import Attempt, Plan, Size, held, least, next_size, untold, verdict
from bench.price.slope import Slope, slope
from bench.price.units import unit_of
from bench.results import Trial


class Answer:
    """Everything that a document says, worked out from its trials alone.

    `unfinished` are the stacks whose search did not end, `untold` the sizes below a need of which
    too few trials count.
    """

    def __init__(self, document: Price) -> None:
        config = document.config
        self.document = document
        self.rate: float = config["rate"]
        self.db_latency_ms: float = config["db_latency_ms"]
        self.p95_ms: float = config["p95_ms"]
        self.plan = Plan(config["least"], config["most"], workers=config["most_workers"])
        self.units = {stack.name: unit_of(stack) for stack in document.stacks}
        lines = {name: line(document.levels, name) for name in self.units}
        self.lines = {name: one for name, one in lines.items() if one}
        self.unfinished: list[str] = []
        self.untold: dict[str, list[Size]] = {}
        self.needs = {name: self._need(name) for name in self.units}
        self.costs = {name: self._cost(name, one) for name, one in self.lines.items()}

    def _need(self, name: str) -> Need:
        tried = attempts(self.document, name, self.p95_ms)
        size = least(tried, self.plan)
        exact = next_size(tried, self.plan) is None
        if not exact:
            self.unfinished.append(name)
        if size is None:
            told = [verdict(tried, one.size, self.plan) for one in tried]
            lost = not exact or "unknown" in told
            return Need(stack=name, state="unknown" if lost else "not held", exact=exact)
        if found := untold(tried, size, self.plan):
            self.untold[name], exact = found, False
        good = [
            one.trial
            for one in self.document.sizes
            if one.trial.stack == name
            and Size(one.workers, one.connections) == size
            and self.held(one.trial)
        ]
        memory = [one.peak_rss_mib for one in good if one.peak_rss_mib is not None]
        return Need(
            stack=name,
            state="held",
            exact=exact,
            workers=size.workers,
            threads=size.total if self.units[name] == "thread" else None,
            connections=size.total,
            peak_rss_mib=fmean(memory) if memory else None,
            p95_ms=fmean(one.latency_ms.p95 for one in good if one.latency_ms),
        )

    def held(self, trial: Trial) -> bool | None:
        """Return whether a trial held the rate; None where it tells nothing of the stack."""
        return held(trial, self.p95_ms)

    def _cost(self, name: str, one: Slope) -> Cost:
        return Cost(
            stack=name,
            unit=self.units[name],
            mib=one.value,
            ci_low=one.ci_low,
            ci_high=one.ci_high,
            trials=one.count,
        )


def attempts(document: Price, name: str, p95_ms: float) -> list[Attempt]:
    """Return the trials of a stack's sizes as the search takes them."""
    return [
        Attempt(Size(one.workers, one.connections), held(one.trial, p95_ms))
        for one in document.sizes
        if one.trial.stack == name
    ]


def line(levels: Sequence[Level], name: str) -> Slope | None:
    """Put a line through a stack's peak memory over the requests under way; MiB for one."""
    return slope(
        [
            (float(one.under_way), one.trial.peak_rss_mib)
            for one in levels
            if one.trial.stack == name and one.trial.valid and one.trial.peak_rss_mib is not None
        ]
    )
