"""A real, tiny survey through the console script: what it says, writes and leaves behind."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from signal import SIGINT

import pytest

from bench.map.document import Map, read
from bench.studies.pages import render_again
from tests.bench.comparison.console_script import ConsoleScript, Outcome

TINY = ("--window", "0.3", "--warmup", "0.1", "--scale", "0.01", "--seed", "1")
GRID = ("--db-latency", "0.2,2", "--users", "1,4")


@pytest.fixture(scope="module")
def map_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def surveyed(map_folder: Path, new_database: Callable[[], str]) -> Outcome:
    with ConsoleScript(map_folder / "whole") as bench:
        options = ("--database-url", new_database(), "--out", str(bench.out))
        bench.start("map", *GRID, *TINY, "--budget", "10", *options)
        return bench.outcome()


@pytest.fixture(scope="module")
def document(surveyed: Outcome) -> Map:
    return read(surveyed.folder)


def test_it_succeeds_without_a_complaint(surveyed: Outcome) -> None:
    assert (surveyed.code, surveyed.stderr) == (0, "")


def test_it_leaves_a_page_and_its_figures(surveyed: Outcome) -> None:
    assert {file.name for file in surveyed.folder.iterdir()} == {"map.json", "map.html"}


def test_every_round_has_a_trial_of_each_stack_in_its_cell(document: Map) -> None:
    assert document.rounds
    for one in document.rounds:
        assert sorted(trial.stack for trial in one.trials) == ["fastapi-psycopg", "flask-psycopg"]
        where = {(trial.db_latency_ms, trial.users) for trial in one.trials}
        assert where == {(one.db_latency_ms, one.users)}


def test_the_document_has_every_cell_and_says_what_is_known_of_it(document: Map) -> None:
    assert [(one.db_latency_ms, one.users) for one in document.cells] == [
        (0.2, 1),
        (0.2, 4),
        (2.0, 1),
        (2.0, 4),
    ]
    assert sum(one.rounds for one in document.cells) == len(document.rounds)


def test_no_password_is_in_the_figures(surveyed: Outcome) -> None:
    text = (surveyed.folder / "map.json").read_text(encoding="utf-8")
    assert "postgresql://" not in text


def test_the_page_comes_out_of_the_figures_alone(surveyed: Outcome) -> None:
    before = (surveyed.folder / "map.html").read_text(encoding="utf-8")
    again = render_again(surveyed.folder)
    assert again is not None
    assert again.read_text(encoding="utf-8") == before


def test_it_leaves_no_process_and_no_temporary_file(surveyed: Outcome) -> None:
    assert surveyed.seen
    assert (surveyed.running, list(surveyed.temporary.iterdir())) == ([], [])


def test_a_survey_that_is_interrupted_keeps_what_it_has(
    map_folder: Path, new_database: Callable[[], str]
) -> None:
    with ConsoleScript(map_folder / "interrupted") as bench:
        options = ("--database-url", new_database(), "--out", str(bench.out))
        bench.start("map", *GRID, *TINY, *options)
        bench.wait_until(lambda: list(bench.out.glob("*/map.json")))
        bench.send(SIGINT)
        outcome = bench.outcome()
    assert outcome.code == 130
    assert read(outcome.folder).rounds
    assert (outcome.folder / "map.html").is_file()
    assert outcome.running == []
