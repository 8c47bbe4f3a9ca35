"""Numbers at and past the edges of bigint: taken or refused on every stack alike."""

import pytest

from tests.fuzz import numbers
from tests.fuzz.meeting import Met, requests
from tests.fuzz.options import CASES, replay

pytestmark = pytest.mark.timeout(0 if CASES > 1_000 else 300)


def test_a_number_is_taken_where_it_fits_and_else_refused(met: Met):
    wrong = [
        (example, outcome)
        for example, outcome in zip(requests(), met.numbers, strict=True)
        if outcome.status not in example.statuses
    ]
    assert wrong == [], replay(met.stack)


def test_every_stack_answers_the_same(met: Met, first: Met):
    answered = zip(requests(), first.numbers, met.numbers, strict=True)
    different = [(example, one, other) for example, one, other in answered if one != other]
    assert different == [], replay(f"{first.stack},{met.stack}")


def test_there_are_numbers_that_fit_and_numbers_that_do_not():
    statuses = {example.statuses for example in requests()}
    assert {frozenset({422}), frozenset({200, 404}), frozenset({201, 404})} <= statuses


def test_a_seed_always_gives_the_same_numbers():
    assert numbers.examples(20, 7) == numbers.examples(20, 7)
