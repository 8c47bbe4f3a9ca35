"""Every lesson holds, fits a terminal, and stands in the page as it is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lessons.catalogue import Entry, entries, find, groups
from lessons.document import page, section
from lessons.running import heading

PAGE = Path(__file__).parents[2] / "docs/lessons.md"
STALE = "docs/lessons.md is stale: run `make docs`"

lesson = pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.name)
Output = Callable[[str], str]


@lesson
def test_every_claim_of_a_lesson_holds(entry: Entry, output: Output) -> None:
    assert "  ✓ " in output(entry.name)


@lesson
def test_a_lesson_fits_into_80_columns(entry: Entry, output: Output) -> None:
    shown = [*heading(entry), *output(entry.name).splitlines()]
    assert not [line for line in shown if len(line) > 80 and not line.startswith("See: ")]


@lesson
def test_a_lesson_links_to_official_documentation(entry: Entry) -> None:
    official = r"https://(docs\.sqlalchemy\.org|www\.psycopg\.org|magicstack\.github\.io|\
alembic\.sqlalchemy\.org|www\.postgresql\.org|docs\.python\.org|fastapi\.tiangolo\.com|\
flask\.palletsprojects\.com|anyio\.readthedocs\.io|mypy\.readthedocs\.io)/"
    assert any(re.match(official.replace("\\\n", ""), link) for link in entry.links)


@lesson
def test_the_page_shows_what_a_lesson_prints(entry: Entry, output: Output) -> None:
    assert section(entry, output(entry.name)) in PAGE.read_text(encoding="utf-8"), STALE


def test_the_page_has_every_lesson_in_order_and_nothing_else(output: Output) -> None:
    assert page(lambda entry: output(entry.name)) == PAGE.read_text(encoding="utf-8"), STALE


def test_names_are_unique() -> None:
    names = [entry.name for entry in entries()] + [name for one in groups() for name in one.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("group", groups(), ids=lambda group: group.name)
def test_a_group_names_its_lessons_in_order(group: object) -> None:
    named = [name.replace("_", "-") for name in group.package.LESSONS]  # type: ignore[attr-defined]
    assert named == [entry.name for entry in group.entries]  # type: ignore[attr-defined]


def test_a_group_is_found_by_its_name() -> None:
    assert "n-plus-one" in {entry.name for entry in find("loading")}


def test_underscores_are_as_good_as_dashes() -> None:
    assert find("n_plus_one") == find("n-plus-one")
