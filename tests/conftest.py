"""One embedded PostgreSQL for the whole run; every database in it is migrated by Alembic."""

from collections.abc import Callable, Iterator
from itertools import count

import psycopg
import pytest
from sqlalchemy import make_url

from bench.postgres import EmbeddedPostgres
from bench.schema import migrate


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
