"""What comments cost on the wire, where a statement is not prepared any more."""

import asyncio
from collections.abc import Iterator

import pytest

from shared.observability.request import CURRENT, ObservedRequest
from shared.repositories.factory import repository
from shared.schemas import ToyCreate
from shared.settings import Settings
from tests.test_round_trips import round_trips

ROUND_TRIPS = {"psycopg2": 1, "psycopg": 1, "psycopg, async": 1, "asyncpg, async": 2}
"""As docs/decisions/observability.md has them."""


@pytest.fixture
def current() -> Iterator[None]:
    token = CURRENT.set(ObservedRequest("GET", "id-1", None, lambda: "/toys/{toy_id}", {}))
    yield
    CURRENT.reset(token)


@pytest.fixture
def url_with_a_toy(fresh_database_url: str) -> str:
    writing = repository(Settings.load(database_url=fresh_database_url))
    writing.create_toy(ToyCreate(name="kite"))
    writing.close()
    return fresh_database_url


@pytest.mark.usefixtures("current")
@pytest.mark.parametrize("style", ["orm", "core", "raw"])
@pytest.mark.parametrize(("world", "expected"), ROUND_TRIPS.items())
def test_a_statement_with_a_comment_takes_so_many(
    url_with_a_toy: str, style: str, world: str, expected: int
):
    def get_toy(use_cases: object) -> object:
        return use_cases.get_toy(1)

    spent = round_trips(url_with_a_toy, style, world, get_toy, sql_comments=True)
    assert asyncio.run(spent) == expected
