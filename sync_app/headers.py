"""Headers on whatever is answered. Twin of `async_app.headers`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class WithHeaders:
    """Adds `headers` to each answer: one function a request, nothing computed."""

    def __init__(self, app: "WSGIApplication", headers: tuple[tuple[str, str], ...]) -> None:
        self._app = app
        self._headers = headers

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Handle one request."""

        def start_with_headers(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            return start_response(status, [*headers, *self._headers], *failure)

        return self._app(environ, start_with_headers)
