"""The pools of sessions and connections: what they keep, what they close, what they replace."""

import asyncio
from contextlib import suppress

import psycopg
import pytest
from sqlalchemy import text

from shared.db.aio import AsyncSessions
from shared.db.sync import Sessions
from shared.errors import Unavailable
from shared.repositories.factory import async_repository, repository
from shared.schemas import ToyChange, ToyCreate
from shared.settings import Settings

NAME = "pool test"
ENDED = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'crossover' AND datname = current_database()"
)


def held(url: str) -> int:
    with psycopg.connect(url) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s"
        return connection.execute(query, (NAME,)).fetchall()[0][0]


async def held_after_three_at_once(url: str, style: str, driver: str, overflow: int) -> int:
    settings = Settings.load(
        database_url=url,
        style=style,
        driver=driver,
        pool_size=1,
        max_overflow=overflow,
        application_name=NAME,
    )
    repository = async_repository(settings)
    try:
        await asyncio.gather(*(repository.sleep(0.1) for _ in range(3)))
        await asyncio.sleep(0.1)
        return await asyncio.to_thread(held, url)
    finally:
        await repository.close()


@pytest.mark.parametrize("overflow", [0, 2])
@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
@pytest.mark.parametrize("style", ["orm", "core"])
def test_only_what_fits_into_the_pool_is_kept(
    database_url: str, style: str, driver: str, overflow: int
) -> None:
    assert asyncio.run(held_after_three_at_once(database_url, style, driver, overflow)) == 1


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
@pytest.mark.parametrize("style", ["orm", "core", "raw"])
def test_a_cancelled_read_leaves_the_pool_whole(database_url: str, style: str, driver: str) -> None:
    async def cancel_and_read() -> int:
        settings = Settings.load(
            database_url=database_url,
            style=style,
            driver=driver,
            pool_size=1,
            application_name=NAME,
        )
        repository = async_repository(settings)
        try:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(repository.sleep(5), 0.1)
            await asyncio.wait_for(repository.ping(), 5)
            await asyncio.sleep(0.1)
            return await asyncio.to_thread(held, database_url)
        finally:
            await repository.close()

    assert asyncio.run(cancel_and_read()) == 1


def test_closing_in_a_full_pool_may_wait(database_url: str) -> None:
    settings = Settings.load(database_url=database_url, driver="asyncpg", max_overflow=1)
    from sqlalchemy.ext.asyncio import AsyncSession

    session = AsyncSessions(settings).read()._session
    assert type(session) is AsyncSession


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
@pytest.mark.parametrize("style", ["orm", "core", "raw"])
def test_a_connection_that_the_server_ended_is_replaced(
    fresh_database_url: str, style: str, driver: str
) -> None:
    """The first write after it may fail, and says so as it should; the one behind it may not."""
    settings = Settings.load(
        database_url=fresh_database_url, style=style, driver=driver, pool_size=1
    )
    written = repository(settings)
    try:
        toy = written.create_toy(ToyCreate(name="before"))
        for name in ("between", "after"):
            with psycopg.connect(fresh_database_url) as connection:
                connection.execute(ENDED)
            with suppress(Unavailable):
                written.update_toy(toy["id"], ToyChange(name=name))
            assert written.update_toy(toy["id"], ToyChange(name=name))["name"] == name
    finally:
        written.close()


STUCK = b"SELECT pg_sleep(60)"


def test_a_connection_that_cannot_roll_back_is_replaced(database_url: str) -> None:
    """As after a backend's end amid a pipeline: for psycopg, a statement is still running."""
    sessions = Sessions(Settings.load(database_url=database_url, driver="psycopg", pool_size=1))

    def stumble() -> None:
        with sessions.write() as session:
            session.connection().connection.driver_connection.pgconn.send_query(STUCK)
            session.execute(text("SELECT 1"))

    for _ in range(2):
        with pytest.raises(Unavailable, match="does not answer"):
            stumble()
    with sessions.read() as session:
        assert session.execute(text("SELECT 1")).scalar_one() == 1
    sessions.close()


def test_an_asynchronous_connection_that_cannot_roll_back_is_replaced(database_url: str) -> None:
    async def use() -> int:
        settings = Settings.load(database_url=database_url, driver="psycopg", pool_size=1)
        sessions = AsyncSessions(settings)

        async def stumble() -> None:
            async with sessions.write() as session:
                held = (await session.connection()).sync_connection
                held.connection.driver_connection.pgconn.send_query(STUCK)
                await session.execute(text("SELECT 1"))

        for _ in range(2):
            with pytest.raises(Unavailable, match="does not answer"):
                await stumble()
        async with sessions.read() as session:
            found = (await session.execute(text("SELECT 1"))).scalar_one()
        await sessions.close()
        return found

    assert asyncio.run(use()) == 1
