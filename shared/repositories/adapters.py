"""A sync repository under async routes: once in threads, once wrongly.

Both turn every method of a `Repository` into a coroutine function; they differ in who waits.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, cast

from shared.repositories.protocols import AsyncRepository, Repository


class InThreads:
    """Runs each call in a thread of its own pool, as FastAPI does with `def` endpoints.

    As many threads as the process may open connections for: more would only wait for one.
    """

    def __init__(self, repository: Repository, threads: int) -> None:
        self._repository = repository
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="repository")

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        """Return the repository's method `name`, as one that waits for a thread."""
        method = getattr(self._repository, name)

        async def call(*arguments: Any) -> Any:
            loop = asyncio.get_running_loop()
            context = copy_context()
            return await loop.run_in_executor(self._threads, context.run, method, *arguments)

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


def in_threads(repository: Repository, threads: int) -> AsyncRepository:
    """Return `repository` with asynchronous methods that wait for a thread."""
    return cast(AsyncRepository, InThreads(repository, threads))


def blocking(repository: Repository) -> AsyncRepository:
    """Return `repository` with methods that block the event loop."""
    return cast(AsyncRepository, Blocking(repository))
