"""`bench claims` from the console: what it prints, what it leaves, and how it refuses."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.claims.document import read
from tests.bench.comparison.console_script import ConsoleScript, Outcome
from tests.bench.comparison.in_process import bench, refusal

NAMES = ("orm-select", "new-connection")
TINY = ("--budget", "1", "--scale", "0.02", "--seed", "7")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def whole_run(folder: Path, new_database: Callable[[], str]) -> Iterator[Outcome]:
    with ConsoleScript(folder / "whole") as script:
        options = (*TINY, "--database-url", new_database(), "--out", str(script.out))
        script.start("claims", *NAMES, *options, "--markdown", str(folder / "page.md"))
        yield script.outcome()


def test_it_ends_well(whole_run: Outcome) -> None:
    assert whole_run.code == 0, whole_run.stderr


def test_it_judges_what_was_named(whole_run: Outcome) -> None:
    judged = read(whole_run.folder).claims
    assert [one.claim for one in judged] == list(NAMES)
    assert min(one.as_made.rounds for one in judged) >= 3


def test_the_seed_is_recorded(whole_run: Outcome) -> None:
    assert read(whole_run.folder).config["seed"] == 7


def test_no_password_is_recorded(whole_run: Outcome) -> None:
    assert "postgresql://" not in (whole_run.folder / "claims.json").read_text()


def test_the_page_is_written_to_both_places(whole_run: Outcome, folder: Path) -> None:
    page = (folder / "page.md").read_text()
    assert page == (whole_run.folder / "claims.md").read_text()
    assert "## new-connection" in page


def test_nothing_goes_on_running(whole_run: Outcome) -> None:
    assert whole_run.running == []


def test_the_page_can_be_made_again_from_the_file_alone(whole_run: Outcome, tmp_path: Path) -> None:
    again = tmp_path / "again.md"
    said = bench("claims", "--from", str(whole_run.folder), "--markdown", str(again))
    assert said.code == 0
    assert again.read_text() == (whole_run.folder / "claims.md").read_text()


def test_ctrl_c_keeps_what_was_finished(folder: Path, new_database: Callable[[], str]) -> None:
    from signal import SIGINT

    with ConsoleScript(folder / "interrupted") as script:
        options = ("--budget", "300", "--scale", "0.02", "--database-url", new_database())
        script.start("claims", "--out", str(script.out), *options)
        script.wait_until(lambda: any(script.out.glob("*/claims.json")))
        script.send(SIGINT)
        outcome = script.outcome()
    assert outcome.code == 130
    assert (outcome.folder / "claims.md").is_file()


def test_the_list_names_the_claims() -> None:
    said = bench("claims", "--list", "orm-select")
    assert (said.code, "orm-select" in said.stdout) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nothing-of-the-kind",), "--list"),
        (("--from", "/nowhere"), "claims.json"),
        (("--scale", "0"), "scale"),
    ],
)
def test_what_cannot_be_done_is_refused(arguments: tuple[str, ...], words: str) -> None:
    assert words in refusal("claims", *arguments)
