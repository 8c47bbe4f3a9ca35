"""How many requests FastAPI takes in at once under Granian."""

import asyncio
from typing import Any

from async_app.servers.granian import Bounded


async def receive() -> dict[str, Any]:
    raise AssertionError("nobody reads")


def test_the_life_of_the_app_is_no_request() -> None:
    async def scene() -> tuple[list[str], list[int]]:
        inside: list[str] = []
        statuses: list[int] = []
        over = asyncio.Event()

        async def app(scope: Any, *_: Any) -> None:
            inside.append(scope["type"])
            await over.wait()

        async def send(message: Any) -> None:
            if "status" in message:
                statuses.append(message["status"])

        bounded = Bounded(app, most=2, delay_s=0)
        scopes = [{"type": kind} for kind in ("lifespan", "http", "http", "http")]
        calls = [asyncio.ensure_future(bounded(scope, receive, send)) for scope in scopes]
        await asyncio.wait(calls, return_when=asyncio.FIRST_COMPLETED)
        over.set()
        await asyncio.gather(*calls)
        return inside, statuses

    assert asyncio.run(scene()) == (["lifespan", "http", "http"], [503])
