"""`python -m bench.claims.apps.def_endpoints PORT THREADS`: an app whose `def` endpoint waits.

THREADS 0 leaves the limiter of AnyIO as it comes.
"""

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import uvicorn
from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI

from bench.ports import HOST

WAIT_S: Final = 0.1
"""Stands for any call that blocks: a query, a file, another service."""


def create_app(threads: int) -> FastAPI:
    """Return the app."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if threads:
            current_default_thread_limiter().total_tokens = threads
        yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/wait")
    def wait() -> str:
        time.sleep(WAIT_S)
        return "done"

    @app.get("/health")
    async def health() -> str:
        return "ok"

    return app


if __name__ == "__main__":
    uvicorn.run(create_app(int(sys.argv[2])), host=HOST, port=int(sys.argv[1]), log_level="warning")
