"""Each driver's own pool: it waits, it stays within its bounds, and it gets over a lost server."""

import asyncio
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any

import psycopg
import pytest

from shared import schemas
from shared.errors import Unavailable
from shared.repositories.factory import drivers
from tests.asking import Ask, at_once, failures, nap, ping
from tests.asking import asking as asking_as
from tests.contract.relay import Relay

NAME = "raw pool test"
EACH = [(driver, world) for world in ("sync", "aio") for driver in drivers("raw", world)]

each_driver = pytest.mark.parametrize(
    ("driver", "world"), EACH, ids=["-".join(each) for each in EACH]
)


def asking(url: str, driver: str, world: str, **settings: Any) -> AbstractAsyncContextManager[Ask]:
    return asking_as(url, ("raw", driver, world), application_name=NAME, **settings)


def backends(url: str) -> set[int]:
    with psycopg.connect(url) as connection:
        query = "SELECT pid FROM pg_stat_activity WHERE application_name = %s"
        return {pid for (pid,) in connection.execute(query, (NAME,))}


def end_backends(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        query = (
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE application_name = %s"
        )
        connection.execute(query, (NAME,))


@each_driver
def test_ended_backends_cost_at_most_one_request(
    fresh_database_url: str, driver: str, world: str
) -> None:
    async def answers() -> list[Any]:
        async with asking(fresh_database_url, driver, world, pool_size=3) as ask:
            assert not failures(await at_once(ask, nap, 3))
            await asyncio.to_thread(end_backends, fresh_database_url)
            return [await ask(ping) for _ in range(6)]

    failed = failures(asyncio.run(answers()))
    assert len(failed) <= 1
    assert all(isinstance(error, Unavailable) for error in failed)


@each_driver
def test_with_pre_ping_ended_backends_cost_none(
    fresh_database_url: str, driver: str, world: str
) -> None:
    async def answers() -> list[Any]:
        options = {"pool_size": 2, "pool_pre_ping": True}
        async with asking(fresh_database_url, driver, world, **options) as ask:
            await at_once(ask, nap, 2)
            await asyncio.to_thread(end_backends, fresh_database_url)
            return await at_once(ask, ping, 4)

    assert not failures(asyncio.run(answers()))


@each_driver
def test_a_backend_that_ends_at_work_costs_its_own_request_only(
    fresh_database_url: str, driver: str, world: str
) -> None:
    async def answers() -> tuple[Any, Any]:
        async with asking(fresh_database_url, driver, world, pool_size=1) as ask:
            await ask(ping)
            at_work = asyncio.create_task(ask(lambda r: r.sleep(5)))
            await asyncio.sleep(0.2)
            await asyncio.to_thread(end_backends, fresh_database_url)
            return await at_work, await ask(ping)

    lost, served = asyncio.run(answers())
    assert isinstance(lost, Unavailable)
    assert served is None


@each_driver
def test_a_pool_opens_what_it_may_and_no_more(
    fresh_database_url: str, driver: str, world: str
) -> None:
    async def held() -> tuple[int, list[Any]]:
        options = {"pool_size": 1, "max_overflow": 2}
        async with asking(fresh_database_url, driver, world, **options) as ask:
            await ask(ping)
            crowd = asyncio.create_task(at_once(ask, nap, 6))
            await asyncio.sleep(0.25)
            count = len(await asyncio.to_thread(backends, fresh_database_url))
            return count, failures(await crowd)

    assert asyncio.run(held()) == (3, [])


@pytest.mark.parametrize(("driver", "world"), [("psycopg2", "sync"), ("asyncpg", "aio")])
def test_overflow_is_closed_when_it_comes_back(
    fresh_database_url: str, driver: str, world: str
) -> None:
    async def held() -> int:
        options = {"pool_size": 1, "max_overflow": 2}
        async with asking(fresh_database_url, driver, world, **options) as ask:
            await at_once(ask, nap, 3)
            await asyncio.sleep(0.1)
            return len(await asyncio.to_thread(backends, fresh_database_url))

    assert asyncio.run(held()) == 1


@each_driver
def test_a_connection_is_replaced_in_time(fresh_database_url: str, driver: str, world: str) -> None:
    async def seen() -> tuple[set[int], set[int]]:
        options = {"pool_size": 1, "pool_recycle": 1}
        async with asking(fresh_database_url, driver, world, **options) as ask:
            await ask(ping)
            before = await asyncio.to_thread(backends, fresh_database_url)
            await asyncio.sleep(1.2)
            for _ in range(2):
                await ask(ping)
                await asyncio.sleep(0.2)
            return before, await asyncio.to_thread(backends, fresh_database_url)

    before, after = asyncio.run(seen())
    assert len(before) == len(after) == 1
    assert before != after


@each_driver
def test_it_starts_without_a_database_and_serves_once_there_is_one(
    database_url: str, driver: str, world: str
) -> None:
    async def answers(relay: Relay) -> tuple[Any, Any]:
        async with AsyncExitStack() as running:
            with relay.cut():
                asked = asking(relay.url, driver, world, pool_timeout=0.5)
                ask = await running.enter_async_context(asked)
                refused = await ask(ping)
            return refused, await ask(ping)

    with Relay(database_url) as relay:
        refused, served = asyncio.run(answers(relay))
    assert isinstance(refused, Unavailable)
    assert served is None


@each_driver
def test_first_requests_may_come_at_once(database_url: str, driver: str, world: str) -> None:
    async def answers() -> list[Any]:
        async with asking(database_url, driver, world, pool_size=2) as ask:
            return await at_once(ask, ping, 8)

    assert not failures(asyncio.run(answers()))


@each_driver
def test_bulk_keeps_every_character(fresh_database_url: str, driver: str, world: str) -> None:
    names = ["a\tb", "a\nb", "a\r\nb", "\\N", "\\.", "a\\tb", "it's", '"', "%s", "{a,b}", "🧸", " "]
    batch = schemas.ToyBatch([{"name": name} for name in names])

    async def read_back() -> list[str]:
        async with asking(fresh_database_url, driver, world, pool_size=1) as ask:
            await ask(lambda r: r.create_toys(batch, "insert"))
            page = await ask(lambda r: r.list_toys(schemas.Page(limit=100)))
            return [toy["name"] for toy in page["items"]]

    assert asyncio.run(read_back()) == names
