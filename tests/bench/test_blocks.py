from dataclasses import replace

import pytest
from rich.console import Console

from bench.analysis import comparisons
from bench.blocks import blocks, blocks_sentence, blocks_table, differences
from bench.errors import UserError
from bench.results import Results
from tests.bench import synthetic

PLAIN = synthetic.TRUTHS[1]
AGAIN = replace(PLAIN, stack=replace(PLAIN.stack, name="flask-psycopg#2"))
HALF = replace(AGAIN, capacity_rps=PLAIN.capacity_rps / 2, app_cpu_us=PLAIN.app_cpu_us * 2)


def run(other=AGAIN, rounds=60, **options) -> Results:
    return synthetic.results(rounds=rounds, truths=(PLAIN, other), **options)


def test_rounds_are_cut_in_order():
    assert [(block.first, block.last) for block in blocks(run(rounds=30), 10)] == [
        (1, 10),
        (11, 20),
        (21, 30),
    ]


def test_what_fills_no_block_is_dropped():
    assert [block.last for block in blocks(run(rounds=29), 10)] == [10, 20]


def test_a_block_is_judged_as_if_it_were_a_run_of_its_own():
    whole = run(rounds=20)
    (_, second) = blocks(whole, 10)
    alone = comparisons(trial for trial in whole.trials if trial.round > 10)
    assert second.by_metric == {
        found.metric: found for found in alone if found.metric in second.by_metric
    }


@pytest.mark.parametrize("metric", ["throughput_rps", "app_cpu_us_per_request"])
def test_a_large_difference_is_in_every_block(metric):
    assert differences(blocks(run(HALF), 10), metric) == (6, 6)


@pytest.mark.parametrize("metric", ["throughput_rps", "app_cpu_us_per_request"])
def test_a_stack_against_itself_differs_in_one_block_of_twenty(metric):
    found, judged = differences(blocks(run(rounds=4_000), 10), metric)
    assert 0.025 <= found / judged <= 0.08


def test_the_floor_is_in_no_block():
    with_floor = run(rounds=20, health=True)
    assert blocks(with_floor, 10) == blocks(run(rounds=20), 10)


def test_a_block_without_valid_rounds_is_not_judged():
    whole = run(rounds=20)
    spoiled = [replace(trial, valid=trial.round > 10) for trial in whole.trials]
    cut = blocks(replace(whole, trials=tuple(spoiled)), 10)
    assert differences(cut, "throughput_rps")[1] == 1


def test_a_sentence_counts_the_blocks():
    said = "throughput: a difference in 6 of 6 blocks; app CPU: in 6 of 6"
    assert blocks_sentence(blocks(run(HALF), 10)) == said


@pytest.mark.parametrize("text", ["flask-psycopg / flask-psycopg#2", "51 to 60", "2.0"])
def test_the_table_shows_each_block(text):
    console = Console(width=160)
    with console.capture() as shown:
        console.print(blocks_table(blocks(run(HALF), 10)))
    assert text in shown.get()


@pytest.mark.parametrize(
    ("results", "size", "message"),
    [
        (run(rounds=9), 10, "9 rounds are no block of 10"),
        (run(rounds=9), 1, "A block of 1 has no interval"),
        (synthetic.results(rounds=10), 5, "this one has 6 under 1"),
        (run(rounds=10, sweep=True), 5, "this one has 2 under 8"),
    ],
)
def test_what_cannot_be_cut_is_refused(results, size, message):
    with pytest.raises(UserError, match=message):
        blocks(results, size)
