"""What `bench price` refuses, in one sentence and without results."""

from pathlib import Path

import pytest

from tests.bench.comparison.in_process import refusal


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("flask-psycopgg",), "There is no stack named 'flask-psycopgg': did you mean"),
        (("--workload", "read,feed"), "A price is asked under one workload: name one."),
        (("--p95", "5"), "--p95 of 5 ms cannot be kept at 5 ms from the database"),
        (("--rate", "1e6"), "1e+06 requests a second at 5 ms keep 5000 connections busy: raise"),
        (("--levels", "8"), "--levels must be two or more whole numbers, such as 8,64: not 8."),
        (("--levels", "8,many"), "--levels must be two or more whole numbers"),
        (("--scale", "0"), "The scale of the dataset must be above 0"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    assert refusal("price", "--out", str(tmp_path), *options).startswith(says)
    assert list(tmp_path.iterdir()) == []
