"""One embedded PostgreSQL for each test process; every database in it is migrated by Alembic.

And the order of tests: `make test` runs them in several processes, those marked `alone` after that.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from sqlalchemy import make_url
from xdist.remote import Producer

from bench.machine import allowed_cpus
from bench.postgres import EmbeddedPostgres
from bench.schema import migrate
from tests.scheduling import Together, scope


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process is left alone with it in the end.

    Folders with fixtures of their own are first, then files with a database; the largest first.
    """
    size = Counter(scope(file_of(item)) for item in items)
    with_database = {file_of(item) for item in items if "postgres" in fixtures_of(item)}

    def order(item: pytest.Item) -> tuple[bool, bool, int]:
        file = file_of(item)
        return scope(file) == file, file not in with_database, -size[scope(file)]

    items.sort(key=order)


def file_of(item: pytest.Item) -> str:
    """Return the path of a test's file, relative to the project."""
    return item.nodeid.split("::", 1)[0]


def fixtures_of(item: pytest.Item) -> list[str]:
    """Return the names of all fixtures that a test needs."""
    return getattr(item, "fixturenames", [])


def pytest_xdist_auto_num_workers() -> int:
    """One process more than CPUs, at most four: tests often wait for a server."""
    return min(len(allowed_cpus()) + 1, 4)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Together:
    """Keep together what shares fixtures, whatever `--dist` says."""
    return Together(config, log)


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
