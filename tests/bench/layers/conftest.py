"""One real, tiny study through the console script, which many tests look at."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.bench.comparison.console_script import ConsoleScript, Outcome

STACKS = ("--stacks", "flask-psycopg,fastapi-asyncpg")
TINY = ("--budget", "1", "--scale", "0.01")


@pytest.fixture(scope="session")
def study_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def study_database(new_database: Callable[[], str]) -> str:
    """The database that the study works on."""
    return new_database()


@pytest.fixture(scope="session")
def whole_study(study_folder: Path, study_database: str) -> Iterator[Outcome]:
    """What `bench layers` of two contenders left."""
    with ConsoleScript(study_folder / "whole") as bench:
        options = (*TINY, *STACKS, "--database-url", study_database, "--out", str(bench.out))
        bench.start("layers", "--operations", "row,row-16,bulk,change,layers", *options)
        yield bench.outcome()
