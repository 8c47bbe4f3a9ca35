"""The folder of results: whole files, or a sentence that says why there are none."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bench import results
from bench.comparison import output
from bench.errors import UserError
from tests.bench import synthetic

DOCUMENT = synthetic.results(rounds=2, truths=synthetic.TRUTHS[:2])
STAMP = "2025-03-04T050607Z"


@pytest.fixture
def one_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all happen in the same second."""
    clock = SimpleNamespace(strftime=lambda *_: STAMP, gmtime=lambda: None)
    monkeypatch.setattr(output, "time", clock)


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_a_folder_is_made_with_those_above_it(tmp_path: Path) -> None:
    assert output.new_folder(tmp_path / "deep" / "down").is_dir()


@pytest.mark.usefixtures("one_second")
def test_two_runs_in_one_second_have_folders_of_their_own(tmp_path: Path) -> None:
    made = [output.new_folder(tmp_path).name for _ in range(3)]
    assert made == [STAMP, f"{STAMP}-2", f"{STAMP}-3"]


@pytest.mark.usefixtures("one_second")
def test_more_runs_than_can_be_told_apart_are_refused(tmp_path: Path) -> None:
    for _ in range(99):
        output.new_folder(tmp_path)
    with pytest.raises(UserError, match=r"too many results of this second"):
        output.new_folder(tmp_path)


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match=r"^Cannot write results below .*: choose .* --out\.$"):
        output.new_folder(tmp_path / "file")


def test_saving_leaves_whole_files_and_no_part_of_one(tmp_path: Path) -> None:
    output.save(DOCUMENT, tmp_path)
    assert names(tmp_path) == {"results.json", "trials.csv", "environment.json"}


def test_what_was_saved_is_read_back(tmp_path: Path) -> None:
    output.save(DOCUMENT, tmp_path)
    assert results.read(tmp_path) == DOCUMENT


def test_the_environment_is_a_file_of_its_own(tmp_path: Path) -> None:
    output.save(DOCUMENT, tmp_path)
    assert json.loads((tmp_path / "environment.json").read_text()) == DOCUMENT.environment


def test_a_document_that_cannot_be_written_leaves_the_last_one_as_it_was(tmp_path: Path) -> None:
    output.save(DOCUMENT, tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    with pytest.raises(ValueError, match="JSON"):
        output.save(replace(DOCUMENT, config={"precision": float("nan")}), tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before


def test_rendering_leaves_a_page_and_a_table_and_returns_the_page(tmp_path: Path) -> None:
    page = output.render(DOCUMENT, tmp_path)
    assert (page.name, names(tmp_path)) == ("report.html", {"report.html", "report.md"})
