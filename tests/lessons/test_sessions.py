"""Lessons on sessions fail when their wrong way is mended, or their right way broken."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from lessons.sessions.one_session_a_task import TASKS, work


async def one_after_the_other(engine: AsyncEngine) -> list[int]:
    async with AsyncSession(engine) as session:
        return [await work(session) for _ in range(TASKS)]


@pytest.mark.parametrize(
    ("name", "attribute", "replacement", "claim"),
    [
        ("one-session-a-task", "shared", "own", "the session served one of them"),
        ("one-session-a-task", "own", one_after_the_other, "each task had a connection"),
        ("scoped-session", "WRONG", "RIGHT", "two tasks share one session"),
        ("scoped-session", "RIGHT", "WRONG", "two tasks have two"),
        ("shared-rollback", "wrong", "right", "took the order along"),
        ("shared-rollback", "right", "wrong", "the order is there"),
        ("session-lifetime", "WRONG", "with_context_manager", "requests starve"),
        ("session-lifetime", "RIGHT", "with_dependency", "every request is served"),
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
