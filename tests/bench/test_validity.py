from dataclasses import replace

import pytest

from bench.validity import Facts, Limits, reasons, too_few
from tests.bench import synthetic

GOOD = Facts(
    requests=10_000,
    generator_cpu_fraction=0.6,
    generator_wait_fraction=0.02,
    littles_law_error=0.01,
    unended_fraction=0.0,
    connections=8,
    connection_budget=8,
    row_counts={"toys": (1_000, 1_000)},
    offered=10_000,
    late=20,
    proxy_cpu_fraction=0.2,
    foreign_cpu_fraction={"app": 0.01, "generator": 0.02},
)

RULES = [
    ({"errors": 3, "error_examples": ["GET /toys/1: 500"]}, "3 errors came back in 10,003"),
    ({"errors": 3, "error_examples": ["GET /toys/1: 500"]}, "for example GET /toys/1: 500"),
    ({"requests": 0}, "no request was answered"),
    ({"generator_cpu_fraction": 0.93}, "the load generator used 93 % of its core, over 90 %"),
    ({"generator_wait_fraction": 0.31}, "waited for it 31 % of the time, together over 90 %"),
    ({"littles_law_error": 0.12}, "Little's law is off by 12 %, over 10 %"),
    ({"unended_fraction": 0.49}, "did not end in the window: 49 % of the time in flight"),
    ({"connections": 9}, "9 database connections were held, over the budget of 8"),
    ({"row_counts": {"toys": (1_000, 1_010)}}, "toys has 1,010 rows, not 1,000"),
    ({"dropped": 1}, "1 of 10,000 arrivals were dropped"),
    ({"proxy_cpu_fraction": 0.94}, "the latency proxy used 94 % of its core, over 90 %"),
    ({"foreign_cpu_fraction": {"app": 0.0502}}, "used 5.02 % of the app's CPUs, over 5 %"),
    ({"foreign_cpu_fraction": {"generator": 0.2}}, "of the load generator's CPUs, over 10 %"),
    ({"foreign_cpu_fraction": {"machine": 0.06}}, "other programs used 6 % of all CPUs"),
    ({"late": 501}, "501 of 10,000 arrivals started late, over 5 %"),
]


def test_a_good_trial_has_no_reason_against_it():
    assert reasons(GOOD) == []


@pytest.mark.parametrize(("change", "says"), RULES)
def test_each_rule_fires_with_its_own_words(change, says):
    (reason,) = reasons(replace(GOOD, **change))
    assert says in reason


@pytest.mark.parametrize(
    "change",
    [
        {"generator_cpu_fraction": 0.90, "generator_wait_fraction": 0.0},
        {"generator_wait_fraction": 0.30},
        {"foreign_cpu_fraction": {"app": 0.05, "generator": 0.10}},
        {"littles_law_error": 0.10},
        {"unended_fraction": 0.10},
        {"connections": 7},
        {"late": 500},
    ],
)
def test_a_limit_itself_is_still_valid(change):
    assert reasons(replace(GOOD, **change)) == []


def test_what_could_not_be_seen_breaks_no_rule():
    assert reasons(Facts(requests=5)) == []


def test_every_broken_rule_is_named():
    broken = replace(GOOD, generator_cpu_fraction=0.99, connections=20, errors=1)
    assert len(reasons(broken)) == 3


def test_limits_can_be_set():
    assert reasons(replace(GOOD, errors=3), Limits(error_fraction=0.01)) == []


def test_a_stack_with_one_valid_trial_is_too_few_to_compare():
    (sentence,) = too_few(
        [
            *synthetic.results(rounds=1, truths=synthetic.TRUTHS[:1]).trials,
            *synthetic.results(rounds=2, truths=synthetic.TRUTHS[1:]).trials,
        ]
    )
    assert sentence.startswith("flask-psycopg2 has 1 valid of 1 trials of read with 16 users")


def test_two_valid_trials_are_enough_to_compare():
    assert too_few(synthetic.results(rounds=2).trials) == []
