"""Answers against rows."""

import pytest

from bench.chaos.ledger import Attempt, Balance, Kept, balance


def attempt(status: int | None, made_id: int | None = None) -> Attempt:
    return Attempt("a", 0.0, 0.1, status, made_id)


WHOLE = Kept(id=7, links=3)


@pytest.mark.parametrize(
    ("status", "rows", "expected"),
    [
        (201, [WHOLE], Balance(acknowledged=1)),
        (201, [], Balance(acknowledged=1, lost=1)),
        (201, [WHOLE, WHOLE], Balance(acknowledged=1, doubled=1)),
        (201, [Kept(id=7, links=2)], Balance(acknowledged=1, halves=1)),
        (201, [Kept(id=8, links=3)], Balance(acknowledged=1, strangers=1)),
        (503, [], Balance(refused=1)),
        (503, [WHOLE], Balance(refused=1, refused_and_kept=1)),
        (503, [Kept(id=7, links=0)], Balance(refused=1, refused_and_kept=1, halves=1)),
        (None, [], Balance(unanswered=1)),
        (None, [WHOLE], Balance(unanswered=1, unanswered_and_kept=1)),
    ],
)
def test_a_write_is_set_against_its_rows(status, rows, expected):
    made_id = 7 if status == 201 else None
    assert balance([attempt(status, made_id)], {"a": rows} if rows else {}) == expected


def test_a_row_that_nobody_asked_for_is_a_stranger():
    assert balance([], {"b": [WHOLE]}) == Balance(strangers=1)
