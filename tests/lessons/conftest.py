"""Lessons run on the suite's own server; each makes a database of its own there."""

from collections.abc import Callable, Iterator
from functools import cache
from io import StringIO
from typing import Any

import pytest

from bench.postgres import EmbeddedPostgres
from lessons.catalogue import find
from lessons.lesson import ClaimFailed
from lessons.running import captured, give
from lessons.server import Server


@pytest.fixture(scope="session")
def lesson_server(postgres: EmbeddedPostgres) -> Iterator[Server]:
    """A place for lessons on the running server."""
    server = Server(postgres.url)
    yield server
    server.close()


@pytest.fixture(scope="session")
def output(lesson_server: Server) -> Callable[[str], str]:
    """What a lesson prints, without what varies; each is run once."""

    @cache
    def of(name: str) -> str:
        (entry,) = find(name)
        return captured(entry, lesson_server)

    return of


@pytest.fixture
def failed_claim(lesson_server: Server) -> Callable[[str], str]:
    """The claim that fails in a lesson; the test has broken something before."""

    def of(name: str) -> str:
        (entry,) = find(name)
        with pytest.raises(ClaimFailed) as failure:
            give(entry, lesson_server, StringIO())
        return str(failure.value)

    return of


@pytest.fixture
def changed(
    failed_claim: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, str, Any], str]:
    """The claim that fails when something in a lesson's module is replaced.

    The replacement may be the name of something else there.
    """

    def of(name: str, attribute: str, replacement: Any) -> str:
        (entry,) = find(name)
        if isinstance(replacement, str) and hasattr(entry.module, replacement):
            replacement = getattr(entry.module, replacement)
        monkeypatch.setattr(entry.module, attribute, replacement)
        return failed_claim(name)

    return of
