"""What a round does to all of its blocks alike is taken out of them, and nothing else."""

from collections.abc import Mapping
from math import exp, log, sqrt
from random import Random
from statistics import stdev

import pytest

from bench.layers.analysis import difference, estimate, figures, half_width, of, widest
from bench.layers.document import Block, Layers
from bench.layers.moods import level, leveled
from tests.bench.layers import synthetic

CELLS = {f"cell {number}": 50.0 * number for number in range(1, 9)}


def blocks(
    random: Random,
    rounds: int = 12,
    mood: float = 0.2,
    spread: float = 0.03,
    cells: Mapping[str, float] = CELLS,
) -> list[Block]:
    found = []
    for number in range(rounds):
        shared = random.gauss(0, mood)
        found += [
            Block(
                group="row",
                subject=name,
                call="row",
                round=number,
                calls=10,
                cpu_us=us * exp(shared + random.gauss(0, spread)),
            )
            for name, us in cells.items()
        ]
    return found


def test_the_mean_of_a_cell_stays_what_it_was() -> None:
    document = synthetic.study()
    for one in document.contenders:
        before, after = (
            estimate(of(found.blocks, "row", one.name), "cpu_us")
            for found in (document, leveled(document))
        )
        assert before
        assert after
        assert after.value == pytest.approx(before.value)


def test_a_mood_makes_no_interval_wider() -> None:
    calm, moody = (
        estimate(
            of(leveled(synthetic.study(drift=drift)).blocks, "row", "psycopg sync orm"), "cpu_us"
        )
        for drift in (0.0, 0.5)
    )
    assert calm
    assert moody
    assert half_width(moody) == pytest.approx(half_width(calm))


def test_scatter_that_is_not_shared_stays() -> None:
    random = Random(5)
    narrow, wide = (
        [half_width(e) for e in widths(blocks(random, spread=spread))] for spread in (0.01, 0.1)
    )
    assert min(wide) > 3 * max(narrow) / 2


def widths(found: list[Block]) -> list:
    return [estimate(of(level(found), "row", name), "cpu_us") for name in CELLS]


def test_intervals_hold_the_truth_beside_the_others_as_often_as_they_say() -> None:
    """A cell's figure over the geometric mean of all, which no mood changes; 300 studies."""
    random, held = Random(7), []
    centre = exp(sum(map(log, CELLS.values())) / len(CELLS))
    for _ in range(300):
        found = widths(blocks(random))
        level_of_all = exp(sum(log(e.value) for e in found) / len(found))
        for e, truth in zip(found, CELLS.values(), strict=True):
            low, high = e.interval
            held.append(low <= truth / centre * level_of_all <= high)
    assert 0.94 < sum(held) / len(held) < 0.98


def test_a_round_that_is_not_whole_is_left_as_it_is() -> None:
    found = blocks(Random(1))
    last = found.pop()
    kept = [block for block in level(found) if block.round == last.round]
    assert kept == [block for block in found if block.round == last.round]


def test_one_cell_by_itself_has_no_mood() -> None:
    found = [block for block in blocks(Random(1)) if block.subject == "cell 1"]
    assert level(found) == found


def test_a_metric_that_is_not_told_stays_untold() -> None:
    assert {block.wall_us for block in level(blocks(Random(1)))} == {None}


def test_a_group_is_precise_once_its_moods_are_out() -> None:
    found = [block for block in synthetic.study(drift=0.2).blocks if block.group == "row"]
    assert widest(level(found)) < 0.025 < widest(found)


PAIR = {"a": 20.0, "b": 120.0}


def paired(random: Random, *, mood: float = 0.2) -> Layers:
    """A study of two cells, to take pairs from."""
    return leveled(Layers(blocks=tuple(blocks(random, mood=mood, cells=PAIR))), widened=False)


def logs(document: Layers) -> list[float]:
    a, b = (figures(of(document.blocks, "row", name), "cpu_us") for name in PAIR)
    return [log(b[number] / a[number]) for number in sorted(a)]


def test_the_ratios_within_rounds_stay_what_was_measured() -> None:
    raw = Layers(blocks=tuple(blocks(Random(3), cells=PAIR)))
    assert logs(leveled(raw, widened=False)) == pytest.approx(logs(raw))


def test_widened_blocks_would_scatter_their_ratios_by_root_two_where_there_are_two() -> None:
    raw = Layers(blocks=tuple(blocks(Random(3), cells=PAIR)))
    assert stdev(logs(leveled(raw))) == pytest.approx(sqrt(2) * stdev(logs(raw)))


@pytest.mark.parametrize("mood", [0.02, 0.2])
def test_intervals_of_differences_hold_the_truth_beside_the_others(mood: float) -> None:
    """The difference over the geometric mean of both, which no mood changes; 400 studies."""
    random, held = Random(9), []
    truth = (PAIR["b"] - PAIR["a"]) / sqrt(PAIR["a"] * PAIR["b"])
    for _ in range(400):
        study = paired(random, mood=mood)
        a, b = (of(study.blocks, "row", name) for name in PAIR)
        found = difference(b, a)
        centre = sqrt(estimate(a, "cpu_us").value * estimate(b, "cpu_us").value)
        held.append(found.low <= truth * centre <= found.high)
    assert 0.92 < sum(held) / len(held) < 0.98
