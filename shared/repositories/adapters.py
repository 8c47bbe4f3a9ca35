"""A sync repository under async routes: once in threads, once wrongly.

Both turn every method of a `Repository` into a coroutine function; they differ in who waits.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from shared.db.pools.gates import AsyncGate
from shared.repositories.protocols import AsyncRepository, Repository
from shared.settings import Settings


class InThreads:
    """Runs each call in a thread of its own pool, as FastAPI does with `def` endpoints.

    Who finds no thread with a connection waits before the threads, in turn and for POOL_TIMEOUT at
    most: in a thread's queue, and then in the pool's, it would be twice as long.
    """

    def __init__(self, repository: Repository, settings: Settings) -> None:
        self._repository = repository
        self._gate = AsyncGate(settings, most=settings.threads)
        self._threads = ThreadPoolExecutor(settings.threads, thread_name_prefix="repository")
        if settings.metrics:
            from shared.observability import pools

            pools.watch_gate(self._gate)

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        """Return the repository's method `name`, as one that waits for a thread."""
        method = getattr(self._repository, name)

        async def call(*arguments: Any) -> Any:
            await self._gate.enter()
            running = self._threads.submit(copy_context().run, method, *arguments)
            try:
                return await asyncio.wrap_future(running)
            finally:
                if running.done():
                    self._gate.leave()
                else:  # who asked is gone, but the thread is not free yet
                    loop = asyncio.get_running_loop()
                    running.add_done_callback(lambda _: loop.call_soon_threadsafe(self._gate.leave))

        setattr(self, name, call)
        return call

    async def close(self) -> None:
        """Let the running calls end, then close the repository."""
        self._threads.shutdown()
        self._repository.close()


class Blocking:
    """Calls straight from the event loop: **wrong on purpose**.

    While the database works, nothing else in the process does: no other request is read, no
    answer is sent. Many published figures for "sync under FastAPI" were made like this.
    """

    def __init__(self, repository: Repository) -> None:
        self._repository = repository

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        """Return the repository's method `name`, as one that only looks asynchronous."""
        method = getattr(self._repository, name)

        async def call(*arguments: Any) -> Any:
            return method(*arguments)

        setattr(self, name, call)
        return call


def in_threads(repository: Repository, settings: Settings) -> AsyncRepository:
    """Return `repository` with asynchronous methods that wait for a thread."""
    return cast(AsyncRepository, InThreads(repository, settings))


def blocking(repository: Repository) -> AsyncRepository:
    """Return `repository` with methods that block the event loop."""
    return cast(AsyncRepository, Blocking(repository))
