"""Headers on whatever is answered. Twin of `sync_app.headers`."""

from collections.abc import Awaitable

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class WithHeaders:
    """Adds `headers` to each answer: one function a request, nothing computed."""

    def __init__(self, app: ASGIApp, headers: tuple[tuple[bytes, bytes], ...]) -> None:
        self._app = app
        self._headers = headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""

        def send_with_headers(message: Message) -> Awaitable[None]:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *self._headers]
            return send(message)

        await self._app(scope, receive, send_with_headers)
