"""Granian: HTTP in Rust, the app on uvloop."""

import asyncio
from functools import partial

from granian import Granian
from granian.constants import HTTPModes, Interfaces, Loops
from granian.http import HTTP1Settings
from granian.log import LogLevels
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from async_app.app import create_app
from async_app.headers import WithHeaders
from shared.launch import KILL_TIMEOUT_S
from shared.limits import BACKLOG, BUSY_PARTS, HEAD_BYTES, most_requests, refusal_delay_s
from shared.observability import logs
from shared.requests import LONGER_BODIES
from shared.settings import Settings

WITHOUT_BODY = {"GET", "HEAD", "DELETE"}  # by their meaning; spares reads two closures
MOST = max(LONGER_BODIES.values())


class ReadsBodies:
    """Reads what the app leaves unread of a request's body, and drops it, before the answer.

    Granian would close the connection without a word, while the client still sends. Uvicorn reads
    on by itself. Here it ends after `MOST` bytes, and the answer then says that it closes.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] in WITHOUT_BODY:
            return await self._app(scope, receive, send)
        unread = True

        async def receive_noting() -> Message:
            nonlocal unread
            message = await receive()
            unread = message.get("more_body", False)
            return message

        async def send_after_body(message: Message) -> None:
            if unread and message["type"] == "http.response.start":
                dropped = 0
                while unread and dropped < MOST:
                    dropped += len((await receive_noting()).get("body", b""))
                if unread:
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        return await self._app(scope, receive_noting, send_after_body)


class Bounded:
    """Takes in so many requests at once and answers 503 to one more, in a while, without the app.

    Uvicorn does it in `async_app.servers.protocol`, before there is a task for the request.
    """

    def __init__(self, app: ASGIApp, most: int, delay_s: float) -> None:
        self._app = app
        self._most = most
        self._delay_s = delay_s
        self._inside = 0
        fields, self._body = BUSY_PARTS
        self._headers = [(name.encode(), value.encode()) for name, value in fields]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; the app's life, which lasts as long as the worker, is none."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if self._inside >= self._most:
            await asyncio.sleep(self._delay_s)
            headers, body = self._headers, self._body
            await send({"type": "http.response.start", "status": 503, "headers": headers})
            return await send({"type": "http.response.body", "body": body})
        self._inside += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._inside -= 1


NAMELESS = ((b"server", b""),)
"""Granian would fill it with its name."""


def load(settings: Settings) -> ASGIApp:
    """Make the app; Granian calls this in each worker."""
    bounds = most_requests(settings), refusal_delay_s(settings)
    bounded = Bounded(create_app(settings), *bounds)
    return WithHeaders(ReadsBodies(bounded), NAMELESS)


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve until a signal."""
    Granian(
        "async_app",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=settings.workers,
        respawn_failed_workers=True,  # else it ends when one of them does
        workers_kill_timeout=KILL_TIMEOUT_S,
        loop=Loops.uvloop,
        http=HTTPModes.http1,
        websockets=False,
        backlog=BACKLOG,
        backpressure=BACKLOG + most_requests(settings),
        http1_settings=HTTP1Settings(
            header_read_timeout=round(settings.read_timeout * 1000), max_buffer_size=HEAD_BYTES
        ),
        log_level=LogLevels(settings.log_level),
        log_dictconfig=logs.config(settings),
    ).serve(target_loader=partial(load, settings), wrap_loader=False)
