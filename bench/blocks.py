"""One long run cut into short ones, to see how often a verdict comes.

Of a stack against itself hardly a block may call a difference (at 95 % confidence one in twenty
does); of a stack against one that is known to be slower, nearly all must.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rich import box
from rich.table import Table
from rich.text import Text

from bench.analysis import by_condition, comparisons, contest, names
from bench.errors import UserError
from bench.numbers import interval
from bench.results import Comparison, Metric, Results

JUDGED: Final[dict[Metric, str]] = {
    "throughput_rps": "throughput",
    "app_cpu_us_per_request": "app CPU",
}
"""What a block is judged in, and how that is called."""

NO_DIFFERENCE: Final = "no difference detected"


@dataclass(frozen=True, slots=True)
class Block:
    """Consecutive rounds `first` to `last`, compared as if there were no others.

    A metric is missing where fewer than two rounds have valid figures of both stacks.
    """

    first: int
    last: int
    by_metric: dict[Metric, Comparison]


def blocks(results: Results, size: int) -> list[Block]:
    """Cut the rounds into blocks of `size`, in order; what is left over at the end is dropped.

    UserError unless the run has two stacks under one workload and load, and a block at least.
    """
    if size < 2:
        raise UserError(f"A block of {size} has no interval: give it 2 rounds or more.")
    asked = contest(results)
    if len(names(asked)) != 2 or len(by_condition(asked)) != 1:
        raise UserError(
            "Blocks need a run of two stacks under one workload and load, and this one has "
            f"{len(names(asked))} under {len(by_condition(asked))}: "
            "run bench run with --stacks A,B."
        )
    rounds = sorted({trial.round for trial in asked})
    if len(rounds) < size:
        raise UserError(f"{len(rounds)} rounds are no block of {size}: run more, or give --size.")
    cuts = [rounds[start : start + size] for start in range(0, len(rounds) - size + 1, size)]
    return [
        Block(
            cut[0],
            cut[-1],
            {
                found.metric: found
                for found in comparisons(trial for trial in asked if trial.round in set(cut))
                if found.metric in JUDGED
            },
        )
        for cut in cuts
    ]


def differences(blocks: Sequence[Block], metric: Metric) -> tuple[int, int]:
    """Return how many blocks call a difference in `metric`, and how many could be judged."""
    judged = [block.by_metric[metric] for block in blocks if metric in block.by_metric]
    return sum(found.verdict != NO_DIFFERENCE for found in judged), len(judged)


def blocks_sentence(blocks: Sequence[Block]) -> str:
    """Say it: `throughput: a difference in 0 of 6 blocks; app CPU: in 1 of 6`."""
    counts = [(label, *differences(blocks, metric)) for metric, label in JUDGED.items()]
    (label, found, judged), *others = counts
    said = f"{label}: a difference in {found} of {judged} blocks"
    return "; ".join(
        [said, *(f"{label}: in {found} of {judged}" for label, found, judged in others)]
    )


def blocks_table(blocks: Sequence[Block]) -> Table:
    """Return a row for each block: ratio, interval and verdict in each metric."""
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column("rounds", no_wrap=True)
    for label in JUDGED.values():
        table.add_column(f"{label}: ratio (95 %)", no_wrap=True)
        table.add_column("better")
    for block in blocks:
        cells = (cell for metric in JUDGED for cell in _cells(block.by_metric.get(metric)))
        table.add_row(f"{block.first} to {block.last}", *cells)
    either = next((found for block in blocks for found in block.by_metric.values()), None)
    if either:
        table.title = Text(f"{either.stack_a} / {either.stack_b}")
    return table


def _cells(found: Comparison | None) -> tuple[Text, Text]:
    if found is None:
        return Text("–"), Text("not measured")
    better = {"a": found.stack_a, "b": found.stack_b}.get(found.verdict, "–")
    bounds = interval(found.ratio, found.ci_low, found.ci_high, digits=3)
    ratio = f"{found.ratio:.3f} ({bounds})"
    return Text(ratio), Text(better)
