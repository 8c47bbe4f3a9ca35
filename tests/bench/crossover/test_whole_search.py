"""A real, tiny search through the console script: what it says, writes and leaves behind."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGINT

import pytest

from bench.crossover.document import Crossovers, read
from bench.crossover.run import render
from tests.bench.comparison.console_script import ConsoleScript, Outcome

STACKS = ("flask-psycopg", "fastapi-asyncpg")
TINY = ("--window", "0.3", "--warmup", "0.1", "--scale", "0.01", "--users", "4", "--seed", "1")


@pytest.fixture(scope="module")
def search_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def searched(search_folder: Path, new_database: Callable[[], str]) -> Outcome:
    """A search that had time for a few rounds, over latencies from 1 to 4 ms."""
    with ConsoleScript(search_folder / "whole") as bench:
        options = ("--database-url", new_database(), "--out", str(bench.out))
        bench.start("crossover", *STACKS, *TINY, "--range", "1-4", "--budget", "8", *options)
        return bench.outcome()


@pytest.fixture(scope="module")
def document(searched: Outcome) -> Crossovers:
    return read(searched.folder)


def test_it_succeeds_without_a_complaint(searched: Outcome) -> None:
    assert (searched.code, searched.stderr) == (0, "")


def test_it_leaves_a_page_and_its_figures(searched: Outcome) -> None:
    files = {file.name for file in searched.folder.iterdir()}
    assert files == {"crossover.json", "crossover.html"}


def test_every_round_has_a_trial_of_each_stack_at_its_place(document: Crossovers) -> None:
    assert document.rounds
    for one in document.rounds:
        assert sorted(trial.stack for trial in one.trials) == sorted(STACKS)
        assert {trial.db_latency_ms for trial in one.trials} == {one.place}


def test_the_first_places_are_the_ends_and_the_middle(document: Crossovers) -> None:
    assert {one.place for one in document.rounds[:3]} <= {1.0, 2.0, 4.0}


def test_no_password_is_in_the_figures(searched: Outcome) -> None:
    text = (searched.folder / "crossover.json").read_text(encoding="utf-8")
    assert "postgresql://" not in text


def test_the_page_comes_out_of_the_figures_alone(searched: Outcome, tmp_path: Path) -> None:
    page = render(read(searched.folder), tmp_path).read_text(encoding="utf-8")
    assert page == (searched.folder / "crossover.html").read_text(encoding="utf-8")


def test_it_leaves_no_process_and_no_temporary_file(searched: Outcome) -> None:
    assert searched.seen
    assert (searched.running, list(searched.temporary.iterdir())) == ([], [])


def test_a_search_that_is_interrupted_keeps_what_it_has(
    search_folder: Path, new_database: Callable[[], str]
) -> None:
    with ConsoleScript(search_folder / "interrupted") as bench:
        options = ("--database-url", new_database(), "--out", str(bench.out))
        bench.start("crossover", *STACKS, *TINY, "--axis", "users", "--range", "1-4", *options)
        bench.wait_until(lambda: list(bench.out.glob("*/crossover.json")))
        bench.send(SIGINT)
        outcome = bench.outcome()
    assert outcome.code == 130
    assert read(outcome.folder).rounds
    assert (outcome.folder / "crossover.html").is_file()
    assert outcome.running == []
