"""The rules by themselves: each one broken once, and nothing else."""

from dataclasses import replace

import pytest

from bench.chaos.document import Observation
from bench.chaos.judge import Limits, reasons
from bench.chaos.ledger import Balance

LIMITS = Limits(
    refusals=frozenset({503}),
    loses=False,
    overload=True,
    answer_within_s=2.0,
    patience_s=15.0,
    connections=8,
    workers=2,
)
GOOD = Observation(
    errors={"503": 3},
    said={"503": "the database does not answer"},
    without_retry_after=0,
    slowest_answer_s=1.1,
    first_good_s=0.2,
    clean_s=0.1,
    balance=Balance(acknowledged=100, refused=3, refused_and_kept=1),
    usable_before=8,
    usable_after=8,
    connections=8,
    busy_at_rest=0,
    workers=2,
    silent=0,
)


def test_refusals_that_are_allowed_break_nothing():
    assert reasons(GOOD, LIMITS) == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"balance": Balance(lost=2)}, "2 acknowledged writes not in the database"),
        ({"balance": Balance(doubled=1)}, "1 write in the database more than once"),
        ({"balance": Balance(halves=1)}, "1 write in the database by half"),
        ({"balance": Balance(strangers=1)}, "1 row that no answer named"),
        ({"errors": {"500": 1}, "said": {"500": "oh"}}, "1 write answered with 500 (oh)"),
        ({"errors": {"none": 1}, "said": {"none": "reset"}}, "1 write without an answer (reset)"),
        ({"without_retry_after": 1}, "1 answer 503 without Retry-After"),
        (
            {"slowest_answer_s": 3.0},
            "an answer took 3.0 s, and POOL_TIMEOUT with its margin is 2 s",
        ),
        ({"first_good_s": None}, "no good answer within 15 s after the fault"),
        ({"clean_s": None}, "writes still failed 15 s after the fault"),
        (
            {"usable_after": 7},
            "7 of 8 connections can be used: the others leaked, or a worker hangs",
        ),
        ({"connections": 9}, "9 connections are held, the budget is 8"),
        ({"busy_at_rest": 1}, "1 connection in a transaction or statement at rest"),
        ({"workers": 1}, "1 of 2 workers are there"),
        ({"silent": 4}, "4 requests for /health without an answer"),
        ({"complaints": ("the old server went on",)}, "the old server went on"),
    ],
)
def test_a_rule_that_is_broken_is_said(change: dict, sentence: str):
    assert reasons(replace(GOOD, **change), LIMITS) == (sentence,)


def test_a_connection_may_get_lost_where_its_worker_is_killed():
    lost = replace(GOOD, errors={"none": 2})
    assert reasons(lost, replace(LIMITS, loses=True)) == ()


def test_an_answer_may_be_late_where_the_database_is_away():
    late = replace(GOOD, slowest_answer_s=9.0)
    assert reasons(late, replace(LIMITS, overload=False)) == ()
