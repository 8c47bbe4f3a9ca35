"""An answer to what nobody expected is timed like any other."""

import asyncio
from typing import Any

import httpx2

from async_app.app import create_app as create_async_app
from shared.settings import Settings
from sync_app.app import create_app as create_sync_app

SETTINGS = Settings.load(
    database_url="postgresql://nobody@nowhere.invalid/nothing", server_timing=True
)


class Broken:
    """Stands where a repository would, of either world."""

    def get_toy(self, _: int) -> Any:
        raise ValueError("nobody expected this")


def test_flask_times_an_unexpected_error() -> None:
    app = create_sync_app(SETTINGS, lambda _: Broken())  # type: ignore[arg-type, return-value]
    answer = app.test_client().get("/toys/1")
    assert (answer.status_code, "Server-Timing" in answer.headers) == (500, True)


def test_fastapi_times_an_unexpected_error() -> None:
    app = create_async_app(SETTINGS, lambda _: Broken())  # type: ignore[arg-type, return-value]
    app.state.repository = Broken()
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)

    async def scene() -> httpx2.Response:
        async with httpx2.AsyncClient(transport=transport, base_url="http://app") as client:
            return await client.get("/toys/1")

    answer = asyncio.run(scene())
    assert (answer.status_code, "Server-Timing" in answer.headers) == (500, True)
