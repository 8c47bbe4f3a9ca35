"""Lessons on connections fail when their wrong way is mended, or their right way broken."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text


def for_good(engine: Engine, seconds: float) -> None:
    with engine.begin() as connection:
        connection.execute(text("SET statement_timeout = '100ms'"))
        connection.execute(select(func.pg_sleep(seconds)))


@pytest.mark.parametrize(
    ("name", "attribute", "replacement", "claim"),
    [
        ("connecting", "WRONG", "RIGHT", "every request started a process"),
        ("connecting", "RIGHT", "WRONG", "one connection served them all"),
        ("pool-limits", "LIMITS", {"pool_size": 7, "max_overflow": 4}, "TimeoutError is raised"),
        ("recycle", "RECYCLE_S", -1, "whoever took it next got a new one"),
        ("pre-ping", "PING", {}, "a ping is one round trip more"),
        ("idle-connections", "forgotten", "closed", "it sits in a transaction"),
        ("killed-connection", "PRE_PING", False, "the next caller gets a new connection"),
        ("statement-timeout", "QUERY_S", 0, "DBAPIError is raised"),
        ("statement-timeout", "hasty", for_good, "and after one that was committed, too"),
        ("psycopg-pool", "WRONG", "RIGHT", "OperationalError is raised"),
        ("workers-times-pool", "WRONG_SIZE", 2, "OperationalError is raised"),
        ("forking", "WRONG", "RIGHT", "two processes share one backend"),
        ("forking", "RIGHT", "WRONG", "each process has a backend of its own"),
    ],
)
def test_a_changed_lesson_fails(
    name: str,
    attribute: str,
    replacement: Any,
    claim: str,
    changed: Callable[[str, str, Any], str],
) -> None:
    assert claim in changed(name, attribute, replacement)
