"""The whole study: prepared ground, rounds of blocks, a document that grows."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from math import inf
from random import Random
from statistics import median

import psycopg

from bench import machine
from bench.comparison.stopping import Clock
from bench.cpu_plan import CpuPlan
from bench.layers.analysis import widest
from bench.layers.cells import Cell
from bench.layers.config import Config
from bench.layers.document import Block, Contender, Layers
from bench.layers.ground import Ground, ground_for
from bench.layers.moods import level
from bench.studies.following import Watcher

LEAST_ROUNDS = 2
"""Rounds whatever the budget says: with fewer there is no interval."""


def study(config: Config, cpus: CpuPlan, watcher: Watcher) -> Iterator[Layers]:
    """Yield the results so far after each round, the last ones whole.

    A caller that stops listening, by Ctrl-C too, keeps what it has; everything started is ended.
    """
    with ground_for(config, cpus, watcher) as ground:
        watcher.step("Warming up")
        for cell in cells(ground):
            cell.calibrate(config.block_s)
            if cell.writes:
                ground.tidy()
        so_far = Layers(
            environment={
                **machine.environment(),
                "database": machine.postgres_environment(ground.database.url),
                "cpus_of_children": sorted(cpus.app or ()),
                "cpus_of_database": sorted(cpus.others or ()),
            },
            config=config.published(),
            contenders=tuple(
                Contender(name=s.name, driver=s.driver, world=s.world, style=s.style)
                for s in config.contenders
            ),
            served=ground.served,
        )
        find_backends(ground)
        for blocks, stopped_by in rounds(ground, watcher):
            so_far = replace(
                so_far,
                blocks=so_far.blocks + tuple(blocks),
                config={**so_far.config, "stopped_by": stopped_by},
            )
            yield so_far


def rounds(ground: Ground, watcher: Watcher) -> Iterator[tuple[list[Block], str | None]]:
    """Yield the blocks of each round, and with the last ones why there are no more.

    A group whose intervals are all narrow has no further rounds, and leaves its time to others. Of
    the others, those have the next one whose intervals are the widest.
    """
    config, clock = ground.config, Clock(ground.config.budget_s)
    measured: dict[str, list[Block]] = {group: [] for group in ground.groups}
    wide = dict.fromkeys(ground.groups, inf)
    for number in count(1):
        random = Random(f"{config.seed}/{number}")  # noqa: S311  (an order, not a secret)
        watcher.round(f"Round {number}: {len(wide)} groups are not precise enough yet", clock.share)
        blocks = []
        turn = wider_half(wide)
        for group in random.sample(turn, len(turn)):
            for cell in random.sample(ground.groups[group], len(ground.groups[group])):
                blocks.append(cell.measure(number))
                measured[group].append(blocks[-1])
                if cell.writes:
                    ground.tidy()
        clock.round_ends()
        wide |= {group: widest(level(measured[group])) for group in turn}
        wide = {group: width for group, width in wide.items() if width > config.precision}
        stopped_by = reason_to_stop(wide, clock, number)
        yield blocks, stopped_by
        if stopped_by:
            return


def wider_half(widths: Mapping[str, float]) -> list[str]:
    """Return the half of the groups whose widest interval is the widest, or a tie of more."""
    least = median(widths.values())
    return [group for group, width in widths.items() if width >= least]


def reason_to_stop(wide: Mapping[str, float], clock: Clock, number: int) -> str | None:
    """Return `precision` or `budget` when round `number` was the last."""
    if not wide:
        return "precision"
    return "budget" if clock.is_over and number >= LEAST_ROUNDS else None


def cells(ground: Ground) -> Iterator[Cell]:
    """Yield every cell."""
    for group in ground.groups.values():
        yield from group


def find_backends(ground: Ground) -> None:
    """Let each child's cells know the database's processes behind it, if they run here."""
    if ground.database.pid is None:
        return
    with psycopg.connect(ground.database.url) as connection:
        rows = connection.execute("SELECT application_name, pid FROM pg_stat_activity").fetchall()
    for child in ground.children:
        child.backends = tuple(pid for name, pid in rows if name == child.subject.name)
