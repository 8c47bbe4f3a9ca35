"""Results that are rendered again, and compared with others."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bench import results
from tests.bench.comparison.console_script import Outcome
from tests.bench.comparison.in_process import bench


@pytest.fixture
def copied(whole_run: Outcome, tmp_path: Path) -> Path:
    """A folder with nothing but the results.json of the run."""
    shutil.copy(whole_run.folder / "results.json", tmp_path)
    return tmp_path


@pytest.fixture
def slower(whole_run: Outcome, tmp_path: Path) -> Path:
    """The results of the same run, doctored: everything takes a thousand million times as long.

    Two rounds have intervals of a hundredfold and more when the machine is busy.
    """
    document = results.read(whole_run.folder)
    trials = (replace(t, throughput_rps=t.throughput_rps / 1e9) for t in document.trials)
    path = tmp_path / "slower.json"
    results.write(replace(document, trials=tuple(trials)), path)
    return path


@pytest.mark.parametrize("name", ["report.html", "report.md"])
def test_results_alone_render_to_the_same_bytes(
    whole_run: Outcome, copied: Path, name: str
) -> None:
    bench("report", str(copied))
    assert (copied / name).read_bytes() == (whole_run.folder / name).read_bytes()


@pytest.mark.parametrize("named", [".", "results.json"])
def test_the_report_is_beside_the_results_and_said_to_be(copied: Path, named: str) -> None:
    said = bench("report", str(copied / named))
    assert (said.code, said.stdout) == (0, f"Report: {copied / 'report.html'}\n")
    assert (copied / "report.html").is_file()


def test_the_report_is_a_markdown_table_for_pasting_too(whole_run: Outcome) -> None:
    said = bench("report", "--markdown", str(whole_run.folder))
    assert said.stdout == (whole_run.folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [(), ("--fail-if-slower", "5%")])
def test_a_run_is_not_slower_than_itself(whole_run: Outcome, options: tuple[str, ...]) -> None:
    folder = str(whole_run.folder)
    assert bench("compare", folder, folder, *options).code == 0


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--fail-if-slower", "5%"), 1)])
def test_only_a_threshold_makes_slower_results_fail(
    whole_run: Outcome, slower: Path, options: tuple[str, ...], code: int
) -> None:
    assert bench("compare", str(whole_run.folder), str(slower), *options).code == code


def test_faster_results_do_not_fail(whole_run: Outcome, slower: Path) -> None:
    said = bench("compare", str(slower), str(whole_run.folder), "--fail-if-slower", "5%")
    assert said.code == 0


def test_what_became_slower_is_said(whole_run: Outcome, slower: Path) -> None:
    said = bench("compare", str(whole_run.folder), str(slower), "--fail-if-slower", "5%")
    assert "Slower by more than 5.0%: " in said.stdout
