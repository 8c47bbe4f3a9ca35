"""One real, tiny run through the console script, which many tests look at."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.comparison.console_script import ConsoleScript, Outcome

TINY = ("--rounds", "2", "--window", "0.4", "--warmup", "0.1", "--scale", "0.02")


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as the embedded server must when root starts it."""
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def whole_run(open_folder: Path) -> Iterator[Outcome]:
    """What `bench run` of two stacks under two workloads left."""
    stacks = ("--stacks", "flask-psycopg2,fastapi-asyncpg", "--workload", "read,mixed")
    with ConsoleScript(open_folder / "whole") as bench:
        bench.start("run", *TINY, *stacks, "--out", str(bench.out))
        yield bench.outcome()
