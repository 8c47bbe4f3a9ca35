"""The dataset itself: which rows there are."""

import re
from collections import Counter
from datetime import datetime

import pytest

from bench.dataset import Dataset, digest
from bench.errors import UserError
from bench.rows import COLUMNS

SMALL = Dataset(0.01)


def column(dataset: Dataset, table: str, name: str) -> list[str]:
    place = COLUMNS[table].index(name)
    return [line.split("\t")[place] for line in dataset.lines(table)]


@pytest.mark.parametrize(
    ("scale", "users", "toys", "posts"),
    [(1.0, 10_000, 1_000, 50_000), (0.5, 5_000, 500, 25_000), (0.000_01, 1, 3, 1)],
)
def test_the_scale_sets_the_counts(scale: float, users: int, toys: int, posts: int) -> None:
    dataset = Dataset(scale)
    assert (dataset.users, dataset.toys, dataset.posts) == (users, toys, posts)


@pytest.mark.parametrize("scale", [0, -1, 1_001, float("nan")])
def test_a_scale_that_makes_no_sense_is_refused(scale: float) -> None:
    with pytest.raises(UserError, match="scale"):
        Dataset(scale)


@pytest.mark.parametrize("table", COLUMNS)
def test_a_line_has_a_value_for_each_column_and_nothing_to_escape(table: str) -> None:
    width = len(COLUMNS[table])
    assert all(
        line.count("\t") == width - 1 and not re.search(r"[\\\n\r]", line)
        for line in SMALL.lines(table)
    )


@pytest.mark.parametrize("table", ["users", "toys", "posts"])
def test_ids_count_from_one(table: str) -> None:
    ids = column(SMALL, table, "id")
    assert ids == [str(number) for number in range(1, len(ids) + 1)]


def test_emails_are_unique() -> None:
    emails = column(Dataset(), "users", "email")
    assert len(set(emails)) == len(emails)


@pytest.mark.parametrize("scale", [1.0, 0.01, 0.000_01])
@pytest.mark.parametrize("table", ["user_toy", "post_toy"])
def test_each_owner_has_three_different_toys_of_those_there_are(table: str, scale: float) -> None:
    dataset = Dataset(scale)
    links = list(dataset.lines(table))
    owners = Counter(link.split("\t")[0] for link in links)
    assert set(owners.values()) == {3}
    assert len(set(links)) == len(links)
    assert {int(link.split("\t")[1]) for link in links} <= set(range(1, dataset.toys + 1))


def test_each_toy_is_owned_as_often_as_any_other() -> None:
    owned = Counter(column(Dataset(), "user_toy", "toy_id"))
    assert set(owned.values()) == {30}


def test_each_user_has_written_as_many_posts() -> None:
    written = Counter(column(Dataset(), "posts", "author_id"))
    assert (len(written), set(written.values())) == (10_000, {5})


def test_a_posts_content_is_of_a_realistic_size() -> None:
    lengths = [len(content) for content in column(SMALL, "posts", "content")]
    assert 100 < min(lengths) < max(lengths) < 1_000


def test_names_are_not_only_ascii() -> None:
    assert any(not name.isascii() for name in column(SMALL, "users", "name"))


@pytest.mark.parametrize("table", ["users", "toys", "posts"])
def test_nothing_is_updated_before_it_is_created(table: str) -> None:
    created = map(datetime.fromisoformat, column(SMALL, table, "created_at"))
    updated = map(datetime.fromisoformat, column(SMALL, table, "updated_at"))
    assert all(early <= late for early, late in zip(created, updated, strict=True))


def test_timestamps_have_fractions_of_different_lengths() -> None:
    fractions = {len(moment) for moment in column(Dataset(), "users", "updated_at")}
    assert len(fractions) >= 4


def test_the_rows_are_the_same_on_every_machine() -> None:
    assert SMALL.fingerprint == (
        "users:100:31569fa5819baeeac "
        "toys:10:54ee875349da942f "
        "posts:500:eece9a578611557d0 "
        "user_toy:300:95a9ab7e10d5b04ec "
        "post_toy:1500:2ebbb1e16ff8c11a2c"
    )


def test_a_digest_does_not_depend_on_the_order_of_rows() -> None:
    assert digest(iter(["a", "b", "c"])) == digest(iter(["c", "a", "b"]))


@pytest.mark.parametrize("lines", [["a", "b"], ["a", "b", "d"], ["a", "bc"], []])
def test_a_digest_tells_different_rows_apart(lines: list[str]) -> None:
    assert digest(iter(lines)) != digest(iter(["a", "b", "c"]))
