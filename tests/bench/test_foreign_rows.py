"""Nobody's own rows are replaced by the dataset."""

import re
from pathlib import Path

import psycopg
import pytest

from bench.dataset import Dataset, load
from bench.errors import UserError
from bench.foreign_rows import MADE_UNDER_LOAD, refuse_foreign_rows

SMALL = Dataset(0.01)
OWN = {
    "users": "INSERT INTO users (name, email) VALUES ('Eve', 'eve@example.org')",
    "toys": "INSERT INTO toys (name) VALUES ('kite')",
    "posts": "INSERT INTO posts (author_id, title, content) SELECT min(id), 'a', 'b' FROM users",
}
LEFT_BY_LOAD = (
    "INSERT INTO users (name, email) VALUES ('Made under load', 'a0@load.example')",
    "INSERT INTO toys (name) VALUES ('Made under load')",
)


def execute(url: str, *statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_what_is_let_pass_is_what_the_locustfile_makes() -> None:
    text = (Path(__file__).parents[2] / "locustfile.py").read_text(encoding="utf-8")
    made = [told for rule in MADE_UNDER_LOAD.values() for told in re.findall(r"'%?(.*)'", rule)]
    assert len(made) == 2
    assert [told for told in made if told not in text] == []


@pytest.mark.parametrize("table", ["users", "toys"])
def test_rows_of_ones_own_are_refused_alone(fresh_database_url: str, table: str) -> None:
    execute(fresh_database_url, OWN[table])
    with pytest.raises(UserError, match=f"holds {table} of its own, .* the id 1:"):
        refuse_foreign_rows(fresh_database_url)


@pytest.mark.parametrize("table", OWN)
def test_rows_of_ones_own_are_refused_beside_the_dataset(
    fresh_database_url: str, table: str
) -> None:
    load(fresh_database_url, SMALL)
    execute(fresh_database_url, OWN[table])
    own = getattr(SMALL, table) + 1
    with pytest.raises(UserError, match=f"holds {table} of its own, .* the id {own}:"):
        refuse_foreign_rows(fresh_database_url)


def test_an_empty_database_and_our_own_rows_may_be_replaced(fresh_database_url: str) -> None:
    refuse_foreign_rows(fresh_database_url)
    load(fresh_database_url, Dataset())
    execute(fresh_database_url, *LEFT_BY_LOAD)
    refuse_foreign_rows(fresh_database_url)
