"""What a round does to all of its blocks alike, taken out of them; pure.

Blocks of one group and round are neighbours in time, and the machine's mood is in all of them: its
clock, its caches, its neighbours. Between rounds it changes by more than calls differ, and says
nothing of any. Without it, intervals say how well the figures of a group are known *beside each
other*, which is what they are held against: within-subject intervals (Loftus and Masson 1994), made
by normalising (Cousineau 2005) and widened for what normalising takes too much (Morey 2008).

Only a figure by itself is widened. What normalising takes too much is the cells' mean scatter, and
two cells lose the same of it: it falls out of their ratio. Widened blocks would give ratios and
differences intervals that are sqrt(k / (k - 1)) too wide, for k cells.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from math import exp, log, sqrt
from statistics import fmean
from typing import Any, get_args

from bench.layers.document import Block, Layers, Metric

Key = tuple[str, str]
"""Subject and call: a cell within its group."""


def leveled(document: Layers, *, widened: bool = True) -> Layers:
    """Return the study with the mood of each round taken out of its blocks, group by group.

    `widened` is for estimates of single cells; ratios and differences want it without.
    """
    groups: defaultdict[str, list[Block]] = defaultdict(list)
    for block in document.blocks:
        groups[block.group].append(block)
    blocks = (block for group in groups.values() for block in level(group, widened=widened))
    return replace(document, blocks=tuple(blocks))


def level(blocks: Iterable[Block], *, widened: bool = True) -> list[Block]:
    """Return the blocks of one group without the moods; means of a cell stay what they are.

    Left as they are: rounds that do not have every cell, and metrics that are not told of each.
    """
    found = list(blocks)
    for metric in get_args(Metric):
        found = _level(found, metric, widened=widened)
    return found


def _level(blocks: list[Block], metric: Metric, *, widened: bool) -> list[Block]:
    cells = {_key(block) for block in blocks}
    logs = {
        (_key(block), block.round): log(figure)
        for block in blocks
        if (figure := getattr(block, metric)) is not None and figure > 0
    }
    rounds = {number for _, number in logs}
    whole = [number for number in rounds if all((cell, number) in logs for cell in cells)]
    if len(cells) < 2 or len(whole) < 2:
        return blocks
    means = {cell: fmean(logs[cell, number] for number in whole) for cell in cells}
    moods = {number: fmean(logs[cell, number] - means[cell] for cell in cells) for number in whole}
    widening = sqrt(len(cells) / (len(cells) - 1)) if widened else 1.0

    def without_mood(block: Block) -> float:
        cell = _key(block)
        own = logs[cell, block.round] - moods[block.round] - means[cell]
        return exp(means[cell] + own * widening)

    changes: dict[str, Any]
    found = []
    for block in blocks:
        changes = {metric: without_mood(block)} if block.round in moods else {}
        found.append(replace(block, **changes))
    return found


def _key(block: Block) -> Key:
    return block.subject, block.call
