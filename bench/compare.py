"""Two results against each other, for continuous integration: what became slower.

Slower means more time a request: lower throughput in a closed loop, a higher 95th percentile
in an open one, whose throughput is given. The two runs share no rounds, so they are compared
unpaired; what the machine did differently between them is in neither interval.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import geometric_mean
from typing import Any, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bench import numbers
from bench.analysis import Condition, by_condition, contest
from bench.errors import UserError
from bench.metrics import METRICS, value
from bench.numbers import OPEN
from bench.results import Metric, Results
from bench.stats import Ratio, unpaired

IGNORED: Final = frozenset({"seed", "notes", "command", "started_at"})
"""Keys of config that may differ without making two runs incomparable."""


@dataclass(frozen=True, slots=True)
class Change:
    """One stack, then and now. `slowdown` above 1 means that the new one takes more time.

    Its interval is one of a Bonferroni family over all changes: with 95 % confidence all of
    them hold at once, so a threshold may be held against any of them.
    """

    stack: str
    where: Condition
    metric: Metric
    old: float
    new: float
    slowdown: Ratio

    def is_slower(self, threshold: float = 0.0) -> bool:
        """Whether the whole interval lies above 1 + `threshold`."""
        return self.slowdown.ci_low > 1 + threshold

    @property
    def verdict(self) -> str:
        """`slower`, `faster` or `no difference detected`."""
        if self.is_slower():
            return "slower"
        return "faster" if self.slowdown.ci_high < 1 else "no difference detected"


@dataclass(frozen=True, slots=True)
class Changes:
    """All that can be compared of two results, and what speaks against comparing them."""

    rows: tuple[Change, ...]
    caveats: tuple[str, ...]

    def slower_than(self, threshold: float) -> list[Change]:
        """Return the rows that are slower by more than `threshold`, beyond doubt."""
        return [row for row in self.rows if row.is_slower(threshold)]


def compare(old: Results, new: Results) -> Changes:
    """Compare each stack and condition asked for that both results have two valid trials of.

    UserError when there is none.
    """
    before, after = _samples(old), _samples(new)
    common = [key for key in before if key in after]
    if not common:
        raise UserError(
            "the two results have no stack and workload in common with two valid trials each: "
            "run both with the same options."
        )
    alpha = 0.05 / len(common)
    rows = tuple(_change(key, before[key], after[key], alpha) for key in common)
    return Changes(rows, tuple(_caveats(old, new, before.keys() ^ after.keys())))


_Key = tuple[str, Condition]


def _samples(results: Results) -> dict[_Key, list[float]]:
    samples: dict[_Key, list[float]] = {}
    for where, trials in by_condition(contest(results)).items():
        for trial in trials:
            figure = value(trial, where.headline)
            if trial.valid and figure:
                samples.setdefault((trial.stack, where), []).append(figure)
    return {key: figures for key, figures in samples.items() if len(figures) >= 2}


def _change(key: _Key, old: Sequence[float], new: Sequence[float], alpha: float) -> Change:
    stack, where = key
    more_is_slower = not METRICS[where.headline].higher_is_better
    effect = unpaired(new, old) if more_is_slower else unpaired(old, new)
    return Change(
        stack=stack,
        where=where,
        metric=where.headline,
        old=geometric_mean(old),
        new=geometric_mean(new),
        slowdown=effect.ratio(alpha),
    )


def _caveats(old: Results, new: Results, unmatched: Iterable[_Key]) -> Iterator[str]:
    for stack, where in unmatched:
        yield f"{stack} under {where.label} has two valid trials in only one of the results"
    for title, before, after in (
        ("environment", old.environment, new.environment),
        ("config", old.config, new.config),
    ):
        was, now = dict(_flat(before)), dict(_flat(after))
        for key in sorted(was.keys() | now.keys()):
            if was.get(key) != now.get(key) and not IGNORED.intersection(key.split(".")):
                yield f"{title}: {key} was {was.get(key)}, is {now.get(key)}"


def _flat(tree: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, leaf in tree.items():
        if isinstance(leaf, Mapping):
            yield from _flat(leaf, f"{prefix}{key}.")
        else:
            yield prefix + key, leaf


def print_changes(changes: Changes, console: Console, threshold: float | None = None) -> None:
    """Print the changes as a table, then the caveats, then the answer to `threshold`."""
    table = Table(title="time a request, new against old", title_justify="left")
    for heading in ("stack", "condition", "measured", "old", "new", "slowdown", "verdict"):
        table.add_column(heading, justify="right" if heading in {"old", "new"} else "left")
    for row in changes.rows:
        table.add_row(
            Text(row.stack),
            Text(row.where.label),
            METRICS[row.metric].label,
            f"{row.old:,.4g}",
            f"{row.new:,.4g}",
            interval(row.slowdown),
            row.verdict,
        )
    console.print(table)
    for caveat in changes.caveats:
        console.print(Text(f"note: {caveat}", style="yellow"))
    if threshold is not None:
        console.print(Text(answer(changes, threshold)))


def answer(changes: Changes, threshold: float) -> str:
    """Say in a sentence which stacks are slower by more than `threshold` (0.05 is 5 %)."""
    slower = changes.slower_than(threshold)
    if not slower:
        widest = max(row.slowdown.ci_high for row in changes.rows)
        reach = (
            f"no interval reaches above {widest - 1:+.1%}"
            if widest <= OPEN
            else "but trials are too few to say how much slower anything may be"
        )
        return f"Nothing is slower by more than {threshold:.1%} beyond doubt; {reach}."
    listed = "; ".join(
        f"{row.stack} under {row.where.label}: {interval(row.slowdown)}" for row in slower
    )
    return f"Slower by more than {threshold:.1%}: {listed}."


def interval(ratio: Ratio) -> str:
    """Write a ratio with its interval: `1.08 (1.06 to 1.10)`."""
    return f"{ratio.ratio:.2f} ({numbers.interval(ratio.ratio, ratio.ci_low, ratio.ci_high)})"


def parse_threshold(text: str) -> float:
    """Read `5%` or `0.05` as 0.05; UserError for anything else, or a negative one."""
    number = text.strip()
    try:
        share = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share < 10:
        raise UserError(f"{text!r} is not a threshold: write it as 5% or 0.05.")
    return share
