"""What a lesson is given: a database of its own, and ways to show and to claim."""

import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, TextIO

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from lessons import rows
from lessons.paper import Paper
from lessons.recording import Recording, Statement, record
from shared.urls import for_libpq


class ClaimFailed(AssertionError):
    """What a lesson says does not hold on this server."""


@dataclass
class Stopwatch:
    """Seconds that a stretch took, once it is over."""

    seconds: float = 0.0


class Lesson(Paper):
    """One run of a lesson: it prints to `out`, and stops at the first claim that fails.

    With `masked`, figures that vary from run to run are printed as an ellipsis.
    """

    def __init__(self, url: str, out: TextIO, *, masked: bool = False) -> None:
        self.database_url = make_url(url).set(drivername="postgresql")
        local = (
            self.database_url.database,
            self.database_url.host,
            f"port {self.database_url.port}",
        )
        super().__init__(out, masked=masked, local=tuple(filter(None, local)))
        self.claims = 0
        self._recordings: list[Recording] = []

    # The database

    def url(self, driver: str = "psycopg") -> URL:
        """Return the URL of the lesson's own database: `psycopg2`, `psycopg` or `asyncpg`."""
        return self.database_url.set(drivername=f"postgresql+{driver}")

    @property
    def dsn(self) -> str:
        """The same for a driver used by itself."""
        return for_libpq(self.database_url)

    def fill(self, *, users: int = 0, toys: int = 0, each: int = 0, posts: int = 0) -> None:
        """Put rows into the service's tables; every user and every post gets `each` toys."""
        rows.fill(self.dsn, users=users, toys=toys, each=each, posts=posts)

    @contextmanager
    def engine(self, driver: str = "psycopg", **options: Any) -> Iterator[Engine]:
        """Yield an engine whose statements are recorded, and dispose of it."""
        engine = create_engine(self.url(driver), **options)
        record(engine, self._keep)
        try:
            yield engine
        finally:
            engine.dispose()

    @asynccontextmanager
    async def async_engine(
        self, driver: str = "asyncpg", **options: Any
    ) -> AsyncIterator[AsyncEngine]:
        """Yield an asynchronous engine whose statements are recorded, and dispose of it."""
        engine = create_async_engine(self.url(driver), **options)
        record(engine.sync_engine, self._keep)
        try:
            yield engine
        finally:
            await engine.dispose()

    # What is measured

    @contextmanager
    def sql(self, *, show: bool = True, parameters: bool = True) -> Iterator[Recording]:
        """Record the statements of a stretch, and print them at its end."""
        recording = Recording()
        self._recordings.append(recording)
        try:
            yield recording
        finally:
            self._recordings = [other for other in self._recordings if other is not recording]
        if show:
            self.put(*(f"  {line}" for line in recording.lines(parameters=parameters)), "")

    @contextmanager
    def timed(self) -> Iterator[Stopwatch]:
        """Measure how long a stretch takes."""
        watch = Stopwatch()
        started = time.perf_counter()
        yield watch
        watch.seconds = time.perf_counter() - started

    def best(self, work: Callable[[], object], times: int = 5) -> float:
        """Return the seconds of the fastest of some runs: what else the machine does adds."""
        seconds = []
        for _ in range(times):
            with self.timed() as watch:
                work()
            seconds.append(watch.seconds)
        return min(seconds)

    # What is claimed

    def claim(self, text: str, truth: bool) -> None:
        """Print a claim with a tick; raise `ClaimFailed` when it does not hold."""
        sign = "✓" if truth else "✗"
        self.put(*wrap(text, 78, initial_indent=f"  {sign} ", subsequent_indent="    "))
        if not truth:
            raise ClaimFailed(text)
        self.claims += 1

    @contextmanager
    def raises(self, *kinds: type[BaseException]) -> Iterator[list[BaseException]]:
        """Claim that the block raises one of `kinds`, print what, and go on."""
        caught: list[BaseException] = []
        try:
            yield caught
        except kinds as error:
            caught.append(error)
            self.claims += 1
            self.error(error)
        if not caught:
            self.claim(f"{' or '.join(kind.__name__ for kind in kinds)} is raised", False)

    def _keep(self, statement: Statement) -> None:
        for recording in self._recordings:
            recording.sent.append(statement)
