"""A read is one round trip for each statement, seen on the wire between app and database."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import make_url

from shared import schemas
from shared.repositories.factory import async_repository, repository
from shared.settings import Settings
from tests.use_cases import outcome

WARM_UP = 8  # psycopg prepares a statement at its fifth use, asyncpg at its first


class Wire:
    """Forwards bytes between a client and the server, and counts who speaks after whom."""

    def __init__(self) -> None:
        self.round_trips = 0
        self._client_spoke_last = False

    def client_speaks(self) -> None:
        self.round_trips += not self._client_spoke_last
        self._client_spoke_last = True

    def server_speaks(self) -> None:
        self._client_spoke_last = False


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[tuple[str, Wire]]:
    """A relay in front of the database, its URL, and what it counts."""
    target, wire = make_url(url), Wire()
    relays: list[asyncio.Task[None] | None] = []

    async def copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter, spoke: object) -> None:
        while data := await source.read(65536):
            spoke()  # type: ignore[operator]
            sink.write(data)
        sink.close()
        await sink.wait_closed()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        relays.append(asyncio.current_task())
        there = await asyncio.open_connection(target.host, target.port)
        async with asyncio.TaskGroup() as both:
            both.create_task(copy(reader, there[1], wire.client_speaks))
            both.create_task(copy(there[0], writer, wire.server_speaks))

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield target.set(port=port).render_as_string(hide_password=False), wire
        await asyncio.gather(*(task for task in relays if task))


async def round_trips(url: str, style: str, world: str, call: object, **more: object) -> int:
    driver, _, is_async = world.partition(", ")
    async with wire_to(url) as (relayed, wire):
        settings = Settings.load(
            **more, database_url=relayed, style=style, driver=driver, pool_size=1
        )
        make = async_repository if is_async else repository

        async def run(function: object) -> object:
            if is_async:
                return await outcome(function, use_cases)  # type: ignore[arg-type]
            return await asyncio.to_thread(function, use_cases)  # type: ignore[arg-type]

        use_cases = make(settings)
        for _ in range(WARM_UP):
            await run(call)
        before = wire.round_trips
        await run(call)
        spent = wire.round_trips - before
        await run(lambda r: r.close())
        return spent


WORLDS = ["psycopg2", "psycopg", "psycopg, async", "asyncpg, async"]
OF_A_USER_WITH_TOYS = {"orm": 2, "core": 1, "raw": 1}


@pytest.fixture
def url_with_a_user(fresh_database_url: str) -> str:
    writing = repository(Settings.load(database_url=fresh_database_url))
    writing.create_toy(schemas.ToyCreate(name="kite"))
    writing.create_user(schemas.UserCreate(name="Ada", email="ada@example.org", toy_ids=[1]))
    writing.close()
    return fresh_database_url


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("style", OF_A_USER_WITH_TOYS)
def test_a_toy_is_one_round_trip(url_with_a_user: str, style: str, world: str) -> None:
    assert asyncio.run(round_trips(url_with_a_user, style, world, lambda r: r.get_toy(1))) == 1


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize(("style", "expected"), OF_A_USER_WITH_TOYS.items())
def test_a_user_with_toys_is_a_round_trip_a_statement(
    url_with_a_user: str, style: str, expected: int, world: str
) -> None:
    spent = asyncio.run(round_trips(url_with_a_user, style, world, lambda r: r.get_user(1)))
    assert spent == expected


@pytest.mark.parametrize("world", WORLDS)
@pytest.mark.parametrize("style", ["core", "raw"])
def test_a_write_of_one_statement_is_one_round_trip(
    url_with_a_user: str, style: str, world: str
) -> None:
    kite = schemas.ToyCreate(name="kite")
    spent = round_trips(url_with_a_user, style, world, lambda r: r.create_toy(kite))
    assert asyncio.run(spent) == 1
