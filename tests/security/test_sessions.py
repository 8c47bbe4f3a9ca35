"""Every session has its time limits, whatever driver and style opened it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import make_url

from shared import schemas
from shared.errors import StatementTimeout, Unavailable
from tests.asking import asking, each_kind

KITE = schemas.ToyCreate(name="kite")
ADA = schemas.UserCreate(name="Ada", email="ada@example.org", toy_ids=[1])
NAME = "sessions test"
TELLING = """
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.name := concat_ws(' ', current_setting('statement_timeout'),
        current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'));
    RETURN NEW;
END $$;
CREATE TRIGGER tell BEFORE INSERT ON toys FOR EACH ROW EXECUTE FUNCTION tell();
"""
"""Names a new toy by the settings of the session that makes it."""


def run(url: str, statement: str) -> list[Any]:
    with psycopg.connect(url, autocommit=True) as connection:
        done = connection.execute(statement)
        return done.fetchall() if done.description else []


@each_kind
def test_the_server_has_the_limits_of_the_settings(
    fresh_database_url: str, kind: tuple[str, str, str]
) -> None:
    limits = {"statement_timeout_ms": 9_000, "lock_timeout_ms": 4_000}
    limits["idle_in_transaction_timeout_ms"] = 8_000
    run(fresh_database_url, TELLING)

    async def told() -> Any:
        async with asking(fresh_database_url, kind, **limits) as ask:
            await ask(lambda r: r.create_toy(KITE))
            return (await ask(lambda r: r.list_toys(schemas.Page())))["items"][0]["name"]

    assert asyncio.run(told()) == "9s 4s 8s"


def wait_until_ended(url: str) -> None:
    while run(url, SESSIONS):
        time.sleep(0.2)


@asynccontextmanager
async def stalling(url: str) -> AsyncIterator[str]:
    """The URL of a relay that holds what links a user's toys until its session has ended, once."""
    target = make_url(url)
    waiting, relays = [True], []

    async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        while data := await source.read(65_536):
            if b"INTO user_toy" in data.replace(b'"', b"") and waiting:
                waiting.clear()
                await asyncio.to_thread(wait_until_ended, url)
            sink.write(data)
        sink.close()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relays.append(asyncio.current_task())
        there = await asyncio.open_connection(target.host, target.port)
        await asyncio.gather(copy(reader, there[1]), copy(there[0], writer), return_exceptions=True)

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    yield target.set(port=port).render_as_string(hide_password=False)
    server.close()
    await asyncio.gather(*relays)


SESSIONS = (
    "SELECT 1 FROM pg_stat_activity"
    f" WHERE datname = current_database() AND application_name = '{NAME}'"
)


@pytest.mark.timeout(30)
@each_kind
def test_a_session_idle_in_a_transaction_is_ended_and_the_app_recovers(
    fresh_database_url: str, kind: tuple[str, str, str]
) -> None:
    run(fresh_database_url, "INSERT INTO toys (name) VALUES ('kite')")
    options = {"application_name": NAME, "pool_size": 1, "idle_in_transaction_timeout_ms": 3_000}

    async def answers() -> tuple[Any, Any]:
        async with (
            stalling(fresh_database_url) as url,
            asking(url, kind, **options) as ask,
        ):
            return await ask(lambda r: r.create_user(ADA)), await ask(lambda r: r.create_user(ADA))

    ended, next_one = asyncio.run(answers())
    assert isinstance(ended, Unavailable), repr(ended)
    assert next_one["toys"] == [{"id": 1, "name": "kite"}]


@each_kind
def test_who_waits_too_long_for_a_lock_is_told_to_come_again(
    fresh_database_url: str, kind: tuple[str, str, str]
) -> None:
    run(fresh_database_url, "INSERT INTO toys (name) VALUES ('kite')")

    async def refused() -> Any:
        async with asking(fresh_database_url, kind, lock_timeout_ms=100) as ask:
            return await ask(lambda r: r.update_toy(1, schemas.ToyChange(name="ball")))

    with psycopg.connect(fresh_database_url) as other:
        other.execute("LOCK TABLE toys IN EXCLUSIVE MODE")
        answer = asyncio.run(refused())
    assert isinstance(answer, Unavailable), repr(answer)
    assert not isinstance(answer, StatementTimeout)
