"""The bridge from async routes to a sync repository: who waits for a thread, and how long."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from typing import Any, cast

import pytest

from shared.errors import Unavailable
from shared.repositories.adapters import in_threads
from shared.repositories.protocols import Repository
from shared.settings import Settings

PATIENCE_S = 0.2


class Slow:
    """A repository whose one call takes as long as it is let."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.inside = 0
        self.most_inside = 0
        self._lock = threading.Lock()

    def work(self) -> str:
        with self._lock:
            self.inside += 1
            self.most_inside = max(self.most_inside, self.inside)
        self.go_on.wait(10)
        with self._lock:
            self.inside -= 1
        return "done"

    def close(self) -> None:
        self.go_on.set()


def bridged(slow: Slow, threads: int, connections: int) -> Callable[[], Awaitable[str]]:
    settings = Settings.load(
        database_url="postgresql://a@b/c",
        threads=threads,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=PATIENCE_S,
    )
    return cast(Any, in_threads(cast(Repository, slow), settings)).work  # type: ignore[no-any-return]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110  (a thread's doing)
            await asyncio.sleep(0.001)


@pytest.mark.parametrize(("threads", "connections"), [(1, 4), (4, 1)])
def test_who_gets_no_thread_in_time_is_refused(threads: int, connections: int):
    async def scenario() -> None:
        slow = Slow()
        work = bridged(slow, threads, connections)
        first = asyncio.ensure_future(work())
        await until(lambda: slow.inside == 1)
        began = time.monotonic()
        late = await asyncio.gather(work(), work(), work(), return_exceptions=True)
        assert all(isinstance(one, Unavailable) for one in late), late
        assert time.monotonic() - began >= 0.9 * PATIENCE_S
        slow.go_on.set()
        assert await first == "done"
        assert await work() == "done"
        assert slow.most_inside == 1

    asyncio.run(scenario())


def test_a_thread_is_not_free_because_who_asked_is_gone():
    async def scenario() -> None:
        slow = Slow()
        work = bridged(slow, threads=2, connections=1)
        gone = asyncio.ensure_future(work())
        await until(lambda: slow.inside == 1)
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        with pytest.raises(Unavailable):
            await work()
        slow.go_on.set()
        await until(lambda: slow.inside == 0)
        assert await work() == "done"
        assert slow.most_inside == 1

    asyncio.run(scenario())
