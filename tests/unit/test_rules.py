from dataclasses import dataclass

import pytest

from shared import rules
from shared.errors import Conflict, NotFound
from shared.schemas import Page


@dataclass
class Row:
    id: int


def test_a_row_that_is_there_is_returned() -> None:
    row = Row(1)
    assert rules.found(row, "toy", 1) is row


def test_a_row_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound, match="toy 7 does not exist"):
        rules.found(None, "toy", 7)


def test_the_smallest_missing_toy_is_named() -> None:
    with pytest.raises(NotFound, match="toy 3 does not exist"):
        rules.all_found([Row(1)], wanted=[9, 1, 3])


def test_a_toy_may_be_wanted_twice() -> None:
    assert rules.all_found([Row(1)], wanted=[1, 1]) == [Row(1)]


def test_a_page_asks_for_one_row_more() -> None:
    assert rules.window(Page(limit=2, after=5)) == {"after": 5, "rows": 3}


@pytest.mark.parametrize(
    ("ids", "shown", "following"), [([], 0, None), ([4], 1, None), ([4, 6], 2, None)]
)
def test_the_last_page_has_no_next(ids: list[int], shown: int, following: None) -> None:
    rows, after = rules.cut([Row(id_) for id_ in ids], limit=2)
    assert (len(rows), after) == (shown, following)


def test_a_page_before_the_last_says_where_to_go_on() -> None:
    rows, after = rules.cut([Row(4), Row(6), Row(8)], limit=2)
    assert ([row.id for row in rows], after) == ([4, 6], 6)


@pytest.mark.parametrize(
    ("constraint", "says"),
    [
        ("uq_users_email", Conflict("the email is taken")),
        ("fk_user_toy_toy_id_toys", NotFound("toy", 2)),
        ("fk_user_toy_user_id_users", NotFound("user", 1)),
        (
            "fk_post_toy_post_id_posts",
            Conflict("a post that the request names was deleted meanwhile"),
        ),
    ],
)
def test_a_broken_constraint_has_a_meaning(constraint: str, says: Exception) -> None:
    assert repr(rules.violation(constraint, {"user": 1, "toy": 2})) == repr(says)


@pytest.mark.parametrize("constraint", [None, "pk_users", "something_else"])
def test_a_constraint_that_no_request_can_break_has_none(constraint: str | None) -> None:
    assert rules.violation(constraint, {}) is None
