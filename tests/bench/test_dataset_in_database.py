"""The dataset in a database: loaded, looked at, put back."""

import psycopg
import pytest

from bench.dataset import Dataset, load, restore, row_counts
from bench.errors import UserError
from tests.bench.pristine import is_pristine

SMALL = Dataset(0.01)


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row
    return row[0]


@pytest.fixture
def loaded(fresh_database_url: str) -> str:
    load(fresh_database_url, SMALL)
    return fresh_database_url


def test_what_is_loaded_is_the_dataset(loaded: str) -> None:
    assert is_pristine(loaded, SMALL)


def test_the_tables_hold_as_many_rows_as_the_dataset_says(loaded: str) -> None:
    assert row_counts(loaded) == SMALL.row_counts


def test_an_added_row_is_counted(loaded: str) -> None:
    execute(loaded, "INSERT INTO toys (name) VALUES ('new')")
    assert row_counts(loaded)["toys"] == SMALL.toys + 1


def test_the_fingerprint_does_not_depend_on_the_databases_time_zone(loaded: str) -> None:
    name = psycopg.conninfo.conninfo_to_dict(loaded)["dbname"]
    execute(loaded, f"ALTER DATABASE {name} SET TimeZone = 'Asia/Tokyo'")
    assert is_pristine(loaded, SMALL)


def test_loading_replaces_what_was_there(loaded: str) -> None:
    load(loaded, Dataset(0.02))
    assert is_pristine(loaded, Dataset(0.02))


def test_loaded_tables_are_analysed(loaded: str) -> None:
    assert value(loaded, "SELECT reltuples FROM pg_class WHERE relname = 'users'") == SMALL.users


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO toys (name) VALUES ('new')",
        "DELETE FROM posts WHERE id = 7",
        "UPDATE users SET name = name || '.' WHERE id = 7",
        "UPDATE posts SET created_at = created_at + interval '1 microsecond' WHERE id = 7",
        "DELETE FROM user_toy WHERE user_id = 7",
        "UPDATE user_toy SET user_id = user_id % 100 + 1",
    ],
)
def test_any_change_is_noticed_and_put_right(loaded: str, change: str) -> None:
    execute(loaded, change)
    assert not is_pristine(loaded, SMALL)
    restore(loaded, SMALL)
    assert is_pristine(loaded, SMALL)


ADDED = (
    "INSERT INTO users (name, email) VALUES ('new', 'new@example.org')",
    "INSERT INTO toys (name) SELECT 'new' FROM generate_series(1, 500)",
    "INSERT INTO user_toy SELECT max(id), 1 FROM users",
    "INSERT INTO user_toy SELECT 1, max(id) FROM toys",
    "INSERT INTO posts (author_id, title, content) SELECT max(id), 'new', 'new' FROM users",
)


def test_added_rows_are_removed_without_loading_again(loaded: str) -> None:
    file = value(loaded, "SELECT pg_relation_filenode('users')")
    execute(loaded, *ADDED)
    restore(loaded, SMALL)
    assert is_pristine(loaded, SMALL)
    assert value(loaded, "SELECT pg_relation_filenode('users')") == file  # TRUNCATE gives another


def test_restored_tables_are_no_larger_than_before(loaded: str) -> None:
    size = value(loaded, "SELECT pg_relation_size('toys')")
    execute(loaded, *ADDED)
    restore(loaded, SMALL)
    assert value(loaded, "SELECT pg_relation_size('toys')") == size


@pytest.mark.parametrize("table", ["users", "toys", "posts"])
def test_after_a_restore_new_rows_get_the_same_ids_again(loaded: str, table: str) -> None:
    execute(loaded, *ADDED)
    restore(loaded, SMALL)
    sequence = f"pg_get_serial_sequence('{table}', 'id')"
    assert value(loaded, f"SELECT nextval({sequence})") == getattr(SMALL, table) + 1


def test_an_empty_database_is_restored_by_loading(fresh_database_url: str) -> None:
    restore(fresh_database_url, SMALL)
    assert is_pristine(fresh_database_url, SMALL)


def test_tables_that_are_in_use_are_said(loaded: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.dataset.LOCK_TIMEOUT", "50ms")
    with psycopg.connect(loaded) as connection:
        connection.execute("LOCK TABLE users IN ACCESS SHARE MODE")
        with pytest.raises(UserError, match="locked by another connection"):
            load(loaded, SMALL)
