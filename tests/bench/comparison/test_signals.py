"""Ctrl-C and SIGTERM: what was started is ended, what was measured is kept."""

from collections.abc import Iterator
from pathlib import Path
from signal import SIGINT, SIGTERM, Signals

import pytest

from bench import results
from bench.ports import free_port, is_free
from tests.bench.comparison.console_script import ConsoleScript, Outcome

both = pytest.mark.parametrize("number", [SIGINT, SIGTERM], ids=["SIGINT", "SIGTERM"])
ENDLESS = (
    *("--stacks", "fastapi-asyncpg", "--rounds", "10000"),
    *("--window", "0.2", "--warmup", "0", "--scale", "0.002"),
)


@pytest.fixture(scope="module", params=[SIGINT, SIGTERM], ids=["SIGINT", "SIGTERM"])
def interrupted(request: pytest.FixtureRequest, open_folder: Path) -> Iterator[Outcome]:
    """A run that got the signal when at least one round was over."""
    with ConsoleScript(open_folder / f"rounds-{request.param.name}") as bench:
        bench.start("run", *ENDLESS, "--out", str(bench.out))
        bench.wait_until(lambda: list(bench.out.glob("*/results.json")))
        bench.send(request.param)
        yield bench.outcome()


def test_a_run_that_is_interrupted_says_so(interrupted: Outcome) -> None:
    assert (interrupted.code, interrupted.stderr) == (130, "")
    assert "Interrupted: the rounds before that are in the report." in interrupted.stdout


def test_its_rounds_so_far_are_kept(interrupted: Outcome) -> None:
    kept = results.read(interrupted.folder).trials
    assert {trial.round for trial in kept} == set(range(1, max(t.round for t in kept) + 1))


def test_they_are_rendered(interrupted: Outcome) -> None:
    page = (interrupted.folder / "report.html").read_text(encoding="utf-8")
    assert "fastapi-asyncpg" in page


def test_an_interrupted_run_leaves_no_process(interrupted: Outcome) -> None:
    assert interrupted.seen
    assert interrupted.running == []


def test_an_interrupted_run_leaves_no_temporary_file(interrupted: Outcome) -> None:
    assert list(interrupted.temporary.iterdir()) == []


@pytest.fixture(scope="module", params=[SIGINT, SIGTERM], ids=["SIGINT", "SIGTERM"])
def hurried(request: pytest.FixtureRequest, open_folder: Path) -> Iterator[Outcome]:
    """A run that got the signal, twice, in the middle of initdb: the files are half there."""
    with ConsoleScript(open_folder / f"before-{request.param.name}") as bench:
        bench.start("run", *ENDLESS, "--out", str(bench.out))
        bench.wait_until(lambda: list(bench.temporary.glob("crossover-*/data/base/1/*")))
        bench.send(request.param)
        bench.send(request.param)
        yield bench.outcome()


def test_a_run_that_is_interrupted_before_its_rounds_says_so(hurried: Outcome) -> None:
    assert (hurried.code, hurried.stderr) == (130, "Interrupted.\n")


def test_it_leaves_no_folder_of_results(hurried: Outcome) -> None:
    assert list(hurried.out.iterdir()) == []


def test_it_leaves_neither_process_nor_temporary_file(hurried: Outcome) -> None:
    assert (hurried.running, list(hurried.temporary.iterdir())) == ([], [])


def serve(bench: ConsoleScript, *arguments: str) -> None:
    """Start to serve, and return when it does."""
    bench.start("serve", "flask-psycopg", *arguments)
    bench.wait_until(lambda: bench.has_said("Serving flask-psycopg at http://127.0.0.1:"))


@both
def test_a_served_stack_ends_well_and_leaves_nothing(
    open_folder: Path, database_url: str, number: Signals
) -> None:
    port = free_port()
    with ConsoleScript(open_folder / f"serve-{number.name}") as bench:
        serve(bench, "--port", str(port), "--database-url", database_url)
        assert not is_free(port)
        bench.send(number)
        outcome = bench.outcome()
    assert (outcome.code, outcome.stderr, is_free(port)) == (0, "", True)
    assert outcome.seen
    assert (outcome.running, list(outcome.temporary.iterdir())) == ([], [])


def test_an_embedded_database_ends_with_the_stack(open_folder: Path) -> None:
    with ConsoleScript(open_folder / "serve-embedded") as bench:
        serve(bench, "--port", str(free_port()))
        assert list(bench.temporary.rglob("postmaster.pid"))
        bench.send(SIGTERM)
        outcome = bench.outcome()
    assert (outcome.code, outcome.running, list(outcome.temporary.iterdir())) == (0, [], [])
