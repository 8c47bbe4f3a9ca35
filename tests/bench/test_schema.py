import psycopg
import pytest

from bench.errors import UserError
from bench.postgres import EmbeddedPostgres
from bench.schema import migrate


@pytest.fixture
def empty_url(postgres: EmbeddedPostgres) -> str:
    with psycopg.connect(postgres.url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS empty")
        connection.execute("CREATE DATABASE empty TEMPLATE template0")
    return postgres.url.removesuffix("/crossover") + "/empty"


def test_an_empty_database_gets_the_tables(empty_url: str) -> None:
    migrate(empty_url)
    with psycopg.connect(empty_url) as connection:
        assert connection.execute("SELECT count(*) FROM post_toy").fetchone() == (0,)


def test_a_migrated_database_is_left_as_it_is(empty_url: str) -> None:
    migrate(empty_url)
    migrate(empty_url)


def test_a_password_with_signs_in_it_is_understood(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS odd")
        connection.execute("CREATE ROLE odd SUPERUSER LOGIN PASSWORD 'a%/b@c'")
    before, _, place = empty_url.rpartition("@")
    assert before.startswith("postgresql://postgres:")
    migrate(f"postgresql://odd:a%25%2Fb%40c@{place}")


def test_tables_of_somebody_else_are_said_in_a_sentence(empty_url: str) -> None:
    with psycopg.connect(empty_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE users (name text)")
    with pytest.raises(UserError, match=r"cannot be brought up to date \(.*\"users\" already"):
        migrate(empty_url)
