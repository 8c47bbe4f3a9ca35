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
Traces = dict[tuple[str, str], Trace]
WORLDS = {
    "psycopg2": repository,
    "psycopg": repository,
    "psycopg, async": async_repository,
    "asyncpg, async": async_repository,
    "psycopg2, in threads": async_repository,
    "psycopg2, blocking": async_repository,
}
BRIDGES = {"async": "native", "in threads": "threads", "blocking": "blocking"}
TRACED = [
    *(("orm", world) for world in WORLDS),
    *(("core", world) for world in WORLDS if not world.startswith("psycopg2,")),  # once is enough
]
REFERENCE = "psycopg2"


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


async def trace(style: str, world: str, url: str) -> Trace:
    driver, _, bridge = world.partition(", ")
    settings = Settings.load(
        database_url=url,
        style=style,
        driver=driver,
        bridge=BRIDGES.get(bridge, "native"),
        pool_size=1,
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
def traces(new_database: Callable[[], str]) -> Traces:
    return {each: asyncio.run(trace(*each, new_database())) for each in TRACED}


@pytest.mark.parametrize(("style", "world"), [each for each in TRACED if each[1] != REFERENCE])
@pytest.mark.parametrize("use_case", USE_CASES)
def test_the_sql_is_the_same(traces: Traces, use_case: str, style: str, world: str) -> None:
    assert traces[style, world][use_case] == traces[style, REFERENCE][use_case]


@pytest.mark.parametrize(
    ("use_case", "orm", "core"),
    [
        ("get toy", 1, 1),
        ("get user", 2, 1),
        ("list users", 2, 1),
        ("list a user's posts", 2, 1),
        ("feed, selectin", 2, 1),
        ("feed, joined", 1, 1),
    ],
)
def test_a_read_is_its_statements_and_nothing_else(
    traces: Traces, use_case: str, orm: int, core: int
) -> None:
    for style, statements in (("orm", orm), ("core", core)):
        seen = traces[style, REFERENCE][use_case]
        assert len(seen) == statements
        assert all(statement.startswith(("SELECT", "WITH")) for statement in seen)


def is_one_transaction(seen: list[str]) -> bool:
    inside = {"BEGIN", "COMMIT", "ROLLBACK"} & set(seen[1:-1])
    return seen[0] == "BEGIN" and seen[-1] in {"COMMIT", "ROLLBACK"} and not inside


@pytest.mark.parametrize("use_case", [n for n in USE_CASES if n.startswith(("create", "delete"))])
def test_a_write_of_the_orm_is_one_transaction(traces: Traces, use_case: str) -> None:
    assert is_one_transaction(traces["orm", REFERENCE][use_case])


@pytest.mark.parametrize(
    "use_case", ["create toys", "create user", "create user with an unknown toy", "create post"]
)
def test_several_statements_of_core_are_one_transaction(traces: Traces, use_case: str) -> None:
    assert is_one_transaction(traces["core", REFERENCE][use_case])


@pytest.mark.parametrize(
    "use_case",
    [
        "create toy",
        "create user without toys",
        "create post of nobody",
        "update toy",
        "update user",
        "delete post",
        "add toy to user",
        "remove toy from user",
    ],
)
def test_a_statement_of_core_stands_alone(traces: Traces, use_case: str) -> None:
    (statement,) = traces["core", REFERENCE][use_case]
    assert statement not in {"BEGIN", "COMMIT", "ROLLBACK"}
