"""What `bench crossover` refuses, in one sentence and without results."""

from pathlib import Path

import pytest

from tests.bench.comparison.in_process import refusal

TWO = ("flask-psycopg", "fastapi-asyncpg")


def refused(out: Path, *options: str) -> str:
    sentence = refusal("crossover", "--out", str(out), *options)
    assert list(out.iterdir()) == []
    return sentence


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ((*TWO, "--axis", "moon"), "There is no axis named 'moon': there are db-latency, users, "),
        (("flask-psycopg",), "A crossover is between stacks: name two, or more."),
        (("flask-psycopg", "flask-psycopgg"), "There is no stack named 'flask-psycopgg': did you"),
        ((*TWO, "--range", "5-1"), "--range of db-latency must be LOW-HIGH, between 0.01 and "),
        ((*TWO, "--range", "0-5"), "--range of db-latency must be LOW-HIGH"),
        ((*TWO, "--range", "far"), "--range of db-latency must be LOW-HIGH"),
        ((*TWO, "--axis", "users", "--range", "1.5-9"), "--range of users must be LOW-HIGH, whole"),
        ((*TWO, "--metric", "beauty"), "There is no metric 'beauty': there are throughput_rps, "),
        ((*TWO, "--workload", "read,feed"), "A crossover is looked for under one workload"),
        ((*TWO, "--db-latency", "1"), "--db-latency is the axis already"),
        ((*TWO, "--threads", "many"), "--threads must be a whole number or same: not many."),
        ((*TWO, "--scale", "0"), "The scale of the dataset must be above 0"),
    ],
)
def test_what_makes_no_sense(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    assert refused(tmp_path, *options).startswith(says)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--db-latency", "-1"), "--db-latency must be 0 to 1000 milliseconds: not -1."),
        (("--db-jitter", "1"), "--db-jitter varies a latency: give --db-latency as well."),
        (("--db-latency", "1", "--db-jitter", "2"), "--db-jitter must be 0 to the latency of 1 ms"),
        (("--db-latency", "1", "--compose"), "The latency proxy does not reach into containers"),
    ],
)
def test_what_makes_no_sense_of_a_run(tmp_path: Path, options: tuple[str, ...], says: str) -> None:
    assert refusal("run", "--out", str(tmp_path), *options).startswith(says)
