"""A real, tiny study through the console script: what it says, writes and leaves behind."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.price.document import Price, read
from bench.studies.pages import render_again
from tests.bench.comparison.console_script import ConsoleScript, Outcome

TINY = ("--window", "0.3", "--warmup", "0.1", "--scale", "0.01", "--seed", "1", "--rounds", "1")
QUESTION = ("--rate", "20", "--db-latency", "1", "--p95", "5000", "--levels", "1,4", "--most", "2")


@pytest.fixture(scope="module")
def studied(new_database: Callable[[], str]) -> Iterator[Outcome]:
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        with ConsoleScript(Path(name) / "whole") as bench:
            options = ("--database-url", new_database(), "--out", str(bench.out))
            # half of it may go to the levels, and the search has to get its turn on a busy machine
            bench.start("price", *QUESTION, *TINY, "--budget", "60", *options)
            yield bench.outcome()


@pytest.fixture(scope="module")
def document(studied: Outcome) -> Price:
    return read(studied.folder)


def test_it_succeeds_without_a_complaint(studied: Outcome) -> None:
    assert (studied.code, studied.stderr) == (0, "")


def test_it_leaves_a_page_and_its_figures(studied: Outcome) -> None:
    assert {file.name for file in studied.folder.iterdir()} == {"price.json", "price.html"}


def test_a_level_has_that_many_users_and_the_same_connections(document: Price) -> None:
    assert {one.under_way for one in document.levels} <= {1, 4}
    assert [one.trial.users for one in document.levels] == [o.under_way for o in document.levels]
    assert {one.trial.pool_size for one in document.levels} == {8}


def test_a_size_is_tried_at_the_rate_with_its_connections(document: Price) -> None:
    assert document.sizes
    assert {one.trial.rate for one in document.sizes} == {20.0}
    assert {one.trial.db_latency_ms for one in document.sizes} == {1.0}
    assert all(one.trial.pool_size == one.connections for one in document.sizes)


def test_every_stack_has_its_answer(document: Price) -> None:
    assert {one.stack for one in document.needs} == {"flask-psycopg", "fastapi-psycopg"}


def test_no_password_is_in_the_figures(studied: Outcome) -> None:
    text = (studied.folder / "price.json").read_text(encoding="utf-8")
    assert "postgresql://" not in text


def test_the_page_comes_out_of_the_figures_alone(studied: Outcome) -> None:
    before = (studied.folder / "price.html").read_text(encoding="utf-8")
    again = render_again(studied.folder)
    assert again is not None
    assert again.read_text(encoding="utf-8") == before


def test_it_leaves_no_process_and_no_temporary_file(studied: Outcome) -> None:
    assert studied.seen
    assert (studied.running, list(studied.temporary.iterdir())) == ([], [])
