"""One real, tiny run through the console script, which many tests look at."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bench.comparison.console_script import ConsoleScript, Outcome

ATTEMPTS = 3
TINY = ("--rounds", "2", "--window", "0.4", "--warmup", "0.1", "--scale", "0.02")


@pytest.fixture(scope="session")
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as the embedded server must when root starts it."""
    with tempfile.TemporaryDirectory(prefix="crossover-tests-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="session")
def whole_run(open_folder: Path) -> Iterator[Outcome]:
    """What `bench run` of two stacks under two workloads left, where nothing was thrown out.

    On a busy machine windows this short may be, rightly, and that is not what is looked at here.
    """
    stacks = ("--stacks", "flask-psycopg2,fastapi-asyncpg", "--workload", "read,mixed")
    for attempt in range(1, ATTEMPTS + 1):
        with ConsoleScript(open_folder / f"whole-{attempt}") as bench:
            bench.start("run", *TINY, *stacks, "--out", str(bench.out))
            outcome = bench.outcome()
            if "Thrown out" not in outcome.stdout or attempt == ATTEMPTS:
                yield outcome
                return
