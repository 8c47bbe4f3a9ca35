"""`bench chaos` through the console script: what it says, writes and leaves behind."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT

import pytest

from bench.chaos.document import Chaos, read
from bench.chaos.run import render
from tests.bench.comparison.console_script import ConsoleScript, Outcome

STACK = "flask-psycopg"
QUICK = ("chaos", "--quick", "--stacks", STACK)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def tried(folder: Path) -> Outcome:
    with ConsoleScript(folder / "whole") as bench:
        bench.start(*QUICK, "--faults", "worker-killed,backends-ended", "--out", str(bench.out))
        return bench.outcome()


@pytest.fixture(scope="module")
def document(tried: Outcome) -> Chaos:
    return read(tried.folder)


def test_it_says_that_all_rows_held(tried: Outcome):
    assert (tried.code, tried.stderr) == (0, "")
    assert "All 2 rows held, on 1 stack." in tried.stdout


def test_it_leaves_a_page_and_its_figures(tried: Outcome):
    assert {file.name for file in tried.folder.iterdir()} == {"chaos.json", "chaos.html"}


def test_every_row_has_writes_through_a_fault_that_was_there(document: Chaos):
    assert [row.fault for row in document.rows] == ["worker-killed", "backends-ended"]
    for row in document.rows:
        assert row.observation.balance.acknowledged
    killed, ended = (row.observation.figures for row in document.rows)
    assert killed["workers_before"] == 2
    assert ended["sessions_ended"] > 0


def test_no_password_is_in_the_figures(tried: Outcome):
    assert "postgresql://" not in (tried.folder / "chaos.json").read_text(encoding="utf-8")


def test_the_page_comes_out_of_the_figures_alone(tried: Outcome, tmp_path: Path):
    page = render(read(tried.folder), tmp_path).read_text(encoding="utf-8")
    assert page == (tried.folder / "chaos.html").read_text(encoding="utf-8")


def test_it_leaves_no_process_and_no_temporary_file(tried: Outcome):
    assert tried.seen
    assert (tried.running, list(tried.temporary.iterdir())) == ([], [])


def test_one_that_is_interrupted_keeps_its_rows_and_leaves_nothing(folder: Path):
    with ConsoleScript(folder / "interrupted") as bench:
        faults = ("network-cut", "database-crash", "rolling-restart")
        bench.start(*QUICK, "--faults", ",".join(faults), "--out", str(bench.out))
        bench.wait_until(lambda: list(bench.out.glob("*/chaos.json")))
        bench.send(SIGINT)
        outcome = bench.outcome()
    assert outcome.code == 130
    assert 0 < len(read(outcome.folder).rows) < len(faults)
    assert (outcome.folder / "chaos.html").is_file()
    assert (outcome.running, list(outcome.temporary.iterdir())) == ([], [])
