"""One embedded PostgreSQL for each test process; every database in it is migrated by Alembic.

And which tests may run beside others: `make test` runs most of them in several processes.
"""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url
from xdist.remote import Producer

from bench.postgres import EmbeddedPostgres
from bench.schema import migrate
from tests.scheduling import Together, scope

HERE = Path(__file__).parent
JUDGING = ("bench/comparison", "bench/generator", "bench/test_loads.py")
"""What looks at whether figures may be believed: first, before anything has stirred the machine."""
MEASURING = (
    *("bench/crossover", "bench/latency", "bench/plan"),
    *("bench/test_machine.py", "bench/test_processes.py"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what must run alone, and begin with what takes longest."""
    for item in items:
        if place(item).startswith((*JUDGING, *MEASURING)):
            item.add_marker(pytest.mark.alone)
    items.sort(key=order)


def order(item: pytest.Item) -> tuple[bool, bool, bool]:
    """Judging first, then folders with fixtures of their own, then files with a database."""
    file = item.nodeid.split("::", 1)[0]
    return (
        not place(item).startswith(JUDGING),
        scope(file) == file,
        "postgres" not in getattr(item, "fixturenames", ()),
    )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Keep together what shares fixtures, whatever `--dist` says."""
    return Together(config, log)


def place(item: pytest.Item) -> str:
    """Return the path of a test's file beneath this folder."""
    return item.path.relative_to(HERE).as_posix()


@pytest.fixture(scope="session")
def postgres() -> Iterator[EmbeddedPostgres]:
    """A running server whose first database is migrated, and stays empty."""
    with EmbeddedPostgres() as server:
        migrate(server.url)
        yield server


@pytest.fixture(scope="session")
def new_database(postgres: EmbeddedPostgres) -> Callable[[], str]:
    """Makes a migrated, empty database at each call, and returns its URL."""
    numbers = count(1)
    template = make_url(postgres.url)

    def create() -> str:
        name = f"test_{next(numbers)}"
        maintenance = template.set(database="postgres").render_as_string(hide_password=False)
        with psycopg.connect(maintenance, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template.database}")
        return template.set(database=name).render_as_string(hide_password=False)

    return create


@pytest.fixture(scope="session")
def database_url(new_database: Callable[[], str]) -> str:
    """A migrated database that tests share."""
    return new_database()


@pytest.fixture
def fresh_database_url(new_database: Callable[[], str]) -> str:
    """A migrated, empty database of the test's own."""
    return new_database()
