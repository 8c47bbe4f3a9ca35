"""Tortoise ORM: the same outcomes as SQLAlchemy's, a state of its own, and a pool that heals."""

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from shared import schemas
from shared.errors import Conflict, Unavailable
from shared.repositories.factory import async_repository
from shared.repositories.protocols import AsyncRepository
from shared.settings import Settings
from tests.test_round_trips import wire_to
from tests.use_cases import USE_CASES, outcome

NAME = "tortoise test"
KITE = schemas.ToyCreate(name="kite")
ADA = schemas.UserCreate(name="Ada", email="ada@example.org", toy_ids=[1])


@asynccontextmanager
async def tortoise(url: str, **settings: Any) -> AsyncIterator[AsyncRepository]:
    repository = async_repository(
        Settings.load(
            **{"driver": "asyncpg", "style": "tortoise", "pool_size": 1} | settings,
            database_url=url,
            application_name=NAME,
        )
    )
    try:
        yield repository
    finally:
        await repository.close()


def query(url: str, sql: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        return [row[0] for row in connection.execute(sql, {"name": NAME})]


def backends(url: str) -> list[int]:
    return query(url, "SELECT pid FROM pg_stat_activity WHERE application_name = %(name)s")


def end_backends(url: str) -> None:
    """End the server's side of all connections, and wait until they are gone.

    Nothing of it reaches the pool before the event loop runs again.
    """
    query(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %(name)s",
    )
    while backends(url):
        time.sleep(0.01)


async def outcomes(url: str, style: str) -> dict[str, str]:
    async with tortoise(url, style=style) as repository:
        return {
            name: re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "…", str(await outcome(call, repository)))
            for name, call in USE_CASES.items()
        }


def test_every_use_case_comes_to_the_same_as_with_the_orm(new_database: Callable[[], str]) -> None:
    expected = asyncio.run(outcomes(new_database(), "orm"))
    assert asyncio.run(outcomes(new_database(), "tortoise")) == expected


@pytest.mark.parametrize(("use_case", "expected"), [("get_toy", 1), ("get_user", 3)])
def test_a_read_is_one_round_trip_for_each_statement(
    fresh_database_url: str, use_case: str, expected: int
) -> None:
    async def spent() -> int:
        async with wire_to(fresh_database_url) as (relayed, wire), tortoise(relayed) as repository:
            await repository.create_toy(KITE)
            await repository.create_user(ADA)
            read = getattr(repository, use_case)
            await read(1)
            before = wire.round_trips
            await read(1)
            return wire.round_trips - before

    assert asyncio.run(spent()) == expected


def test_repositories_in_one_task_keep_to_their_own_databases(
    new_database: Callable[[], str],
) -> None:
    async def toys() -> list[str]:
        async with tortoise(new_database()) as first, tortoise(new_database()) as second:
            await first.create_toy(schemas.ToyCreate(name="kite"))
            await second.create_toy(schemas.ToyCreate(name="ball"))
            return [(await repository.get_toy(1))["name"] for repository in (first, second)]

    assert asyncio.run(toys()) == ["kite", "ball"]


def test_the_servers_clock_is_the_one_that_counts(fresh_database_url: str) -> None:
    async def updated() -> str:
        async with tortoise(fresh_database_url) as repository:
            await repository.create_toy(KITE)
            return (await repository.update_toy(1, schemas.ToyChange(name="ball")))["updated_at"]

    sql = 'SELECT to_char(updated_at, \'YYYY-MM-DD"T"HH24:MI:SS.US"Z"\') FROM toys'
    answered = asyncio.run(updated())
    assert [answered] == query(fresh_database_url + "?options=-ctimezone%3DUTC", sql)


def test_the_same_link_twice_at_once_is_no_conflict(fresh_database_url: str) -> None:
    async def link_often() -> None:
        async with tortoise(fresh_database_url, pool_size=4) as repository:
            await repository.create_toy(KITE)
            user = await repository.create_user(ADA.model_copy(update={"toy_ids": []}))
            await asyncio.gather(*(repository.add_toy_to_user(user["id"], 1) for _ in range(8)))

    asyncio.run(link_often())
    assert query(fresh_database_url, "SELECT count(*) FROM user_toy") == [1]


def test_a_write_that_fails_leaves_nothing(fresh_database_url: str) -> None:
    async def take_an_email_twice() -> None:
        async with tortoise(fresh_database_url) as repository:
            await repository.create_toy(KITE)
            await repository.create_user(ADA)
            with pytest.raises(Conflict):
                await repository.create_user(ADA)

    asyncio.run(take_an_email_twice())
    assert query(fresh_database_url, "SELECT count(*) FROM user_toy") == [1]


def test_who_waits_too_long_for_a_connection_is_told(database_url: str) -> None:
    async def crowd() -> None:
        async with tortoise(database_url, pool_timeout=0.1) as repository:
            sleeping = asyncio.create_task(repository.sleep(0.5))
            await asyncio.sleep(0)
            with pytest.raises(Unavailable, match="no database connection was free in time"):
                await repository.ping()
            await sleeping
            await repository.ping()

    asyncio.run(crowd())


@pytest.mark.parametrize(
    "call",
    [lambda r: r.ping(), lambda r: r.create_toy(KITE), lambda r: r.create_user(ADA)],
    ids=["a read", "a write", "a transaction"],
)
def test_a_lost_connection_costs_one_request(
    fresh_database_url: str, call: Callable[[AsyncRepository], Any]
) -> None:
    async def lose_one() -> None:
        async with tortoise(fresh_database_url) as repository:
            await repository.create_toy(KITE)
            end_backends(fresh_database_url)
            with pytest.raises(Unavailable):
                await call(repository)
            await call(repository)

    asyncio.run(lose_one())


def test_with_pre_ping_a_lost_connection_costs_none(database_url: str) -> None:
    async def lose_one() -> None:
        async with tortoise(database_url, pool_pre_ping=True) as repository:
            await repository.ping()
            end_backends(database_url)
            await repository.ping()

    asyncio.run(lose_one())


@pytest.mark.parametrize(("recycle", "replaced"), [(1, True), (3600, False), (-1, False)])
def test_a_connection_is_replaced_at_its_age(
    database_url: str, recycle: int, replaced: bool
) -> None:
    async def is_replaced() -> bool:
        async with tortoise(database_url, pool_recycle=recycle) as repository:
            await repository.ping()
            first = backends(database_url)
            await asyncio.sleep(1.1)
            await repository.ping()
            return backends(database_url)[-1:] != first

    assert asyncio.run(is_replaced()) == replaced
