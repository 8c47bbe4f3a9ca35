"""Every way to the database: access style, driver, world. And how to ask a repository of any."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from shared.repositories.factory import async_repository, drivers, repository, styles
from shared.settings import Settings

Ask = Callable[[Callable[[Any], Any]], Awaitable[Any]]
Kind = tuple[str, str, str]
KINDS: list[Kind] = [
    (style, driver, world)
    for style in styles()
    for world in ("sync", "aio")
    for driver in drivers(style, world)
]
each_kind = pytest.mark.parametrize("kind", KINDS, ids=["-".join(kind) for kind in KINDS])


@asynccontextmanager
async def asking(url: str, kind: Kind, **settings: Any) -> AsyncIterator[Ask]:
    """Calls a repository of any kind, and returns the error where there is one."""
    style, driver, world = kind
    chosen = Settings.load(database_url=url, style=style, driver=driver, **settings)
    use_cases: Any = (async_repository if world == "aio" else repository)(chosen)

    async def ask(call: Callable[[Any], Any]) -> Any:
        try:
            answer = call(use_cases) if world == "aio" else asyncio.to_thread(call, use_cases)
            return await answer if inspect.isawaitable(answer) else answer
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
