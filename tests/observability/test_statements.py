"""Every driver in every style: each statement carries the comment, and none is kept prepared."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bench.postgres import EmbeddedPostgres
from bench.schema import migrate
from shared.observability.request import CURRENT, ObservedRequest
from shared.repositories.factory import async_repository, repository
from shared.settings import Settings
from tests.use_cases import USE_CASES, outcome

SYNC = [*product(["orm", "core", "raw"], ["psycopg2", "psycopg"], [repository])]
ASYNC = [*product(["orm", "core", "raw"], ["psycopg", "asyncpg"], [async_repository])]
KINDS = [*SYNC, *ASYNC, ("tortoise", "asyncpg", async_repository)]
REQUEST = ObservedRequest("GET", "id-1", None, lambda: "/toys/{toy_id}", {"framework": "100%"})
COMMENT = "/*framework='100%25',request_id='id-1',route='%2Ftoys%2F%7Btoy_id%7D'*/"
OF_DRIVERS = re.compile(
    "BEGIN|COMMIT|ROLLBACK"
    r"|SET default_transaction_isolation "  # psycopg2 around a transaction
    r'|COPY "toys"'  # asyncpg makes the text itself
    r"|SELECT\s+current_setting\('jit'\)|SELECT\s+set_config\('jit'|WITH RECURSIVE typeinfo_tree"
)
"""What a driver sends of its own accord; the last line is asyncpg, once, about an array's type."""
OFTEN = 6
"""psycopg prepares a statement at its fifth use."""


@dataclass(frozen=True)
class Sent:
    """What the server's log says that it was sent: `name` is that of a prepared statement."""

    name: str
    text: str


@dataclass(frozen=True)
class Run:
    """What came of all use cases on one kind."""

    kind: str
    outcomes: list[str]
    sent: list[Sent]


@pytest.fixture(scope="module")
def logging_postgres() -> Iterator[EmbeddedPostgres]:
    """A server of our own that logs every statement behind who sent it."""
    settings = {"log_statement": "all", "log_line_prefix": "%a|"}
    with EmbeddedPostgres(settings=settings) as server:
        migrate(server.url)
        yield server


def sent_by(log: Path, sender: str) -> list[Sent]:
    entries = re.findall(
        rf"^{sender}\|LOG:  (?:statement|execute ([^:]+)): (.*(?:\n\t.*)*)",
        log.read_text(),
        flags=re.MULTILINE,
    )
    return [Sent(name, text.strip()) for name, text in entries]


async def run(server: EmbeddedPostgres, kind: tuple[str, str, Any], comments: bool) -> Run:
    style, driver, make = kind
    with psycopg.connect(server.url) as connection:
        connection.execute("TRUNCATE users, toys, posts, user_toy, post_toy RESTART IDENTITY")
    sender = f"{style}-{driver}-{make.__name__}-{comments}"
    settings = Settings.load(
        database_url=server.url,
        style=style,
        driver=driver,
        pool_size=1,
        application_name=sender,
        sql_comments=comments,
    )
    use_cases = make(settings)
    await outcome(USE_CASES["ping"], use_cases)  # connects, and asks what a dialect wants to know
    before = len(sent_by(server.log, sender))
    token = CURRENT.set(REQUEST)
    outcomes = [str(await outcome(call, use_cases)) for call in USE_CASES.values()]
    for _ in range(OFTEN):
        await outcome(USE_CASES["read toys"], use_cases)
    CURRENT.reset(token)
    await outcome(lambda r: r.close(), use_cases)
    masked = [re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+Z", "…", each) for each in outcomes]
    return Run(sender, masked, sent_by(server.log, sender)[before:])


@pytest.fixture(
    scope="module", params=KINDS, ids=lambda kind: f"{kind[0]}-{kind[1]}-{kind[2].__name__}"
)
def runs(request: pytest.FixtureRequest, logging_postgres: EmbeddedPostgres) -> tuple[Run, Run]:
    """The same with comments and without."""
    return tuple(asyncio.run(run(logging_postgres, request.param, on)) for on in (True, False))


def test_each_statement_carries_the_comment_at_its_end(runs: tuple[Run, Run]):
    ours = [each.text for each in runs[0].sent if not OF_DRIVERS.match(each.text)]
    assert len(ours) > len(USE_CASES)
    assert [text for text in ours if not text.endswith(COMMENT)] == []


def test_nothing_is_prepared(runs: tuple[Run, Run]):
    assert {each.name for each in runs[0].sent} <= {"", "<unnamed>"}


def test_without_comments_what_is_used_often_is_prepared(runs: tuple[Run, Run]):
    named = {each.name for each in runs[1].sent} - {"", "<unnamed>"}
    assert bool(named) is ("psycopg2" not in runs[1].kind)
    assert not [each for each in runs[1].sent if "/*" in each.text]


def test_every_use_case_comes_to_the_same(runs: tuple[Run, Run]):
    assert runs[0].outcomes == runs[1].outcomes
