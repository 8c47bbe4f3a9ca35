"""What `bench layers` refuses, in one sentence and without results."""

from pathlib import Path

import pytest

from tests.bench.comparison.in_process import refusal


def refused(out: Path, *options: str) -> str:
    sentence = refusal("layers", "--out", str(out), *options)
    assert list(out.iterdir()) == []
    return sentence


def test_an_unknown_operation(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "--operations", "row,nonesuch")
    assert sentence.startswith("There is no operation named 'nonesuch': there are row, row-16, ")


def test_an_unknown_style(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "--styles", "nonesuch")
    assert sentence.startswith("There is no style named 'nonesuch': there are ")


def test_an_unknown_stack(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "--stacks", "flask-psycopgg")
    assert sentence.startswith("There is no stack named 'flask-psycopgg': did you mean ")


def test_styles_and_stacks_that_have_nothing_in_common(tmp_path: Path) -> None:
    sentence = refused(tmp_path, "--styles", "core", "--stacks", "flask-psycopg")
    assert sentence.startswith("No driver goes with these styles and stacks")


def test_a_database_that_does_not_answer(tmp_path: Path) -> None:
    url = "postgresql://someone:hidden@127.0.0.1:1/name"
    sentence = refused(tmp_path, "--database-url", url)
    assert sentence.startswith("The database at 127.0.0.1:1 cannot be used (")
    assert "hidden" not in sentence


@pytest.mark.parametrize("option", [("--scale", "0"), ("--operations", ",")])
def test_an_option_that_makes_no_sense(tmp_path: Path, option: tuple[str, str]) -> None:
    assert refused(tmp_path, *option)
