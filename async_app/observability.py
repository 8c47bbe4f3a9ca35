"""Lets the app be observed, if asked for. Twin of `sync_app.observability`."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from importlib.metadata import version

from fastapi import FastAPI, Request, Response
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from async_app.exchange import Route
from shared.observability.observer import Observer
from shared.settings import Settings

LOG = logging.getLogger("async_app")


def install(app: FastAPI, settings: Settings) -> None:
    """Observe every request of `app`; to be called when the app has all else that it is to have."""
    observer = Observer(settings, f"fastapi:{version('fastapi')}")
    beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
    if settings.metrics:
        from shared.observability.event_loop import watched as beside

        app.router.routes.append(Route("/metrics", metrics))
    # not add_middleware(): that is inside of what answers unexpected errors
    app.middleware_stack = Observe(app.build_middleware_stack(), observer, beside)


class Observe:
    """Notes requests from outside of the app, so that whatever it answers is seen.

    What `beside` returns is entered for as long as the app lives.
    """

    def __init__(
        self,
        app: ASGIApp,
        observer: Observer,
        beside: Callable[[], AbstractAsyncContextManager[None]],
    ) -> None:
        self._app = app
        self._observer = observer
        self._beside = beside

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request, or the app's life."""
        if scope["type"] == "lifespan":
            async with self._beside():
                return await self._app(scope, receive, send)
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        observed = self._observer.begin(
            scope["method"],
            ",".join(headers.getlist("x-request-id")),
            ",".join(headers.getlist("traceparent")),
            lambda: template(scope),
        )
        answered, complete = 500, False

        async def send_identified(message: Message) -> None:
            nonlocal answered, complete
            if message["type"] == "http.response.start":
                answered = message["status"]
                message["headers"].append((b"x-request-id", observed.id.encode()))
            await send(message)
            complete = message["type"] == "http.response.body" and not message.get("more_body")

        try:
            await self._app(scope, receive, send_identified)
        except Exception:
            LOG.exception("Exception on %s [%s]", scope["path"], scope["method"])
            if not complete:  # then the server has to say so
                raise
        finally:
            self._observer.end(observed, answered)


def template(scope: Scope) -> str | None:
    """Return the template of the route that FastAPI found; one for another method is none."""
    route = scope.get("route")
    return route.path if route and scope["method"] in route.methods else None


async def metrics(request: Request) -> Response:
    """Answer what Prometheus asks for; in a thread, for it reads every worker's files."""
    from shared.observability.metrics import exposition

    accepted = request.headers.get("accept", "")
    text, content_type = await asyncio.to_thread(exposition, accepted)
    return Response(text, headers={"Content-Type": content_type})
