"""Lessons on async fail when their wrong way is mended, or their right way broken."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from lessons.concurrency.blocking_call import blocking
from lessons.concurrency.loop_lag import QUERY_S


async def patient(_: Engine) -> None:
    await asyncio.sleep(QUERY_S)


@pytest.mark.parametrize(
    ("name", "attribute", "replacement", "claim"),
    [
        ("blocking-call", "WRONG", "awaited", "one after the other"),
        ("blocking-call", "RIGHT", (blocking,), "they wait together"),
        ("loop-lag", "WRONG", patient, "the whole query shows as lag"),
        ("def-endpoints", "RIGHT_THREADS", 40, "run at once, each with a connection"),
        ("def-endpoints", "LIVE", "/health", "is async def, and waits for none"),
        ("flask-async-views", "SERVED_BY", 3, "as many at once as threads"),
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
