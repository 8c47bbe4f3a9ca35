"""The application factory. The repository is made inside of the event loop that uses it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from async_app import observability, problems, routes
from async_app.headers import WithHeaders
from shared.db import timing
from shared.headers import SECURITY_BYTES
from shared.repositories.factory import async_repository
from shared.repositories.protocols import AsyncRepository
from shared.settings import Settings
from shared.startup import settle


def create_app(
    settings: Settings | None = None,
    make_repository: Callable[[Settings], AsyncRepository] = async_repository,
) -> FastAPI:
    """Return the app for `settings`, or for what the environment says.

    The latter is for uvicorn, which calls this in each worker process without arguments.
    """
    chosen = settings or Settings.load()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.repository = make_repository(chosen)
        settle()
        yield
        await app.state.repository.close()

    # not include_router(): FastAPI then resolves each request through a second level of routes,
    # which costs as much again as half of the whole dispatch
    app = Service(
        routes=routes.api.routes, lifespan=lifespan, openapi_url=None, redirect_slashes=False
    )
    app.timed = chosen.server_timing
    problems.register(app)
    if chosen.observed:
        observability.install(app, chosen)
    return app


class Service(FastAPI):
    """FastAPI with shells around all of it.

    `add_middleware` would put them inside of Starlette's last resort, whose 500 they would miss.
    """

    timed = False

    def build_middleware_stack(self) -> ASGIApp:
        """Return what handles a request, from outside in."""
        app = super().build_middleware_stack()
        return WithHeaders(TimeRequests(app) if self.timed else app, SECURITY_BYTES)


class TimeRequests:
    """Lets every answer carry a `Server-Timing` header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Time one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        spent = timing.Timing()
        timing.CURRENT.set(spent)

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"].append((b"server-timing", spent.header().encode()))
            await send(message)

        return await self._app(scope, receive, send_timed)
