"""One access style, one SQL: a use case emits the same statements over every driver."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects import postgresql

from shared.repositories.factory import async_repository, repository
from shared.settings import Settings
from tests.use_cases import USE_CASES, outcome

Trace = dict[str, list[str]]
WORLDS = {
    "psycopg2": repository,
    "psycopg": repository,
    "psycopg, async": async_repository,
    "asyncpg, async": async_repository,
    "psycopg2, in threads": async_repository,
    "psycopg2, blocking": async_repository,
}
BRIDGES = {"async": "native", "in threads": "threads", "blocking": "blocking"}


@contextmanager
def recording() -> Iterator[list[str]]:
    """Everything that any engine sends, transactions included."""
    seen: list[str] = []

    def statement(_: Connection, clause: Any, *__: Any) -> None:
        seen.append(" ".join(str(clause.compile(dialect=postgresql.dialect())).split()))

    def boundary(name: str) -> Callable[[Connection], None]:
        def note(connection: Connection) -> None:
            # reads rest on the engine's AUTOCOMMIT, writes ask for a level of their own
            if "isolation_level" in connection.get_execution_options():
                seen.append(name)

        return note

    listeners = {"before_execute": statement}
    listeners |= {name: boundary(name.upper()) for name in ("begin", "commit", "rollback")}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield seen
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


async def trace(world: str, url: str) -> Trace:
    driver, _, bridge = world.partition(", ")
    settings = Settings.load(
        database_url=url, driver=driver, bridge=BRIDGES.get(bridge, "native"), pool_size=1
    )
    use_cases = WORLDS[world](settings)
    traced: Trace = {}
    try:
        for name, call in USE_CASES.items():
            with recording() as seen:
                await outcome(call, use_cases)
            traced[name] = seen
    finally:
        await outcome(lambda r: r.close(), use_cases)
    return traced


@pytest.fixture(scope="module")
def traces(new_database: Callable[[], str]) -> dict[str, Trace]:
    return {world: asyncio.run(trace(world, new_database())) for world in WORLDS}


@pytest.mark.parametrize("world", [world for world in WORLDS if world != "psycopg2"])
@pytest.mark.parametrize("use_case", USE_CASES)
def test_the_sql_is_the_same(traces: dict[str, Trace], use_case: str, world: str) -> None:
    assert traces[world][use_case] == traces["psycopg2"][use_case]


@pytest.mark.parametrize(
    ("use_case", "statements"),
    [
        ("get toy", 1),
        ("get user", 2),
        ("list users", 2),
        ("feed, selectin", 2),
        ("feed, joined", 1),
    ],
)
def test_a_read_is_its_statements_and_nothing_else(
    traces: dict[str, Trace], use_case: str, statements: int
) -> None:
    seen = traces["psycopg2"][use_case]
    assert len(seen) == statements
    assert all(statement.startswith("SELECT") for statement in seen)


@pytest.mark.parametrize("use_case", [n for n in USE_CASES if n.startswith(("create", "delete"))])
def test_a_write_is_one_transaction(traces: dict[str, Trace], use_case: str) -> None:
    seen = traces["psycopg2"][use_case]
    assert seen[0] == "BEGIN"
    assert seen[-1] in {"COMMIT", "ROLLBACK"}
    assert not {"BEGIN", "COMMIT", "ROLLBACK"} & set(seen[1:-1])
