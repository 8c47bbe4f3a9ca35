"""Use cases called from a test, whichever world they are of; a failure is an answer too."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from shared.repositories.factory import async_repository, repository
from shared.settings import Settings

Ask = Callable[[Callable[[Any], Any]], Awaitable[Any]]


@asynccontextmanager
async def asking(
    url: str, driver: str, world: str, style: str = "raw", **settings: Any
) -> AsyncIterator[Ask]:
    """Calls a repository of either world, and returns the error where there is one."""
    chosen = Settings.load(database_url=url, style=style, driver=driver, **settings)
    use_cases: Any = (async_repository if world == "aio" else repository)(chosen)

    async def ask(call: Callable[[Any], Any]) -> Any:
        try:
            answer = call if world == "aio" else lambda r: asyncio.to_thread(call, r)
            waiting = answer(use_cases)
            return await waiting if inspect.isawaitable(waiting) else waiting
        except Exception as error:
            return error

    try:
        yield ask
    finally:
        await ask(lambda r: r.close())


async def at_once(ask: Ask, call: Callable[[Any], Any], times: int) -> list[Any]:
    return await asyncio.gather(*(ask(call) for _ in range(times)))


def failures(answers: list[Any]) -> list[Any]:
    return [answer for answer in answers if isinstance(answer, Exception)]


def ping(use_cases: Any) -> Any:
    return use_cases.ping()


def nap(use_cases: Any) -> Any:
    return use_cases.sleep(0.3)
