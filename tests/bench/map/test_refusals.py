"""What `bench map` refuses, in one sentence and without results."""

from pathlib import Path

import pytest

from tests.bench.comparison.in_process import refusal


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("flask-psycopg",), "A map is of stacks against each other: name two, or more."),
        (("flask-psycopg", "flask-psycopgg"), "There is no stack named 'flask-psycopgg': did you"),
        (("--db-latency", "5-1"), "--db-latency must be LOW-HIGH or a rising list between 0 and"),
        (("--users", "many"), "--users must be LOW-HIGH or a rising list between 1 and 10000"),
        (("--users", "1,2.5"), "--users takes whole numbers: not 1,2.5."),
        (("--metric", "beauty"), "There is no metric 'beauty': there are throughput_rps, "),
        (("--workload", "read,feed"), "A map is drawn under one workload: name one."),
        (("--scale", "0"), "The scale of the dataset must be above 0"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    assert refusal("map", "--out", str(tmp_path), *options).startswith(says)
    assert list(tmp_path.iterdir()) == []
