"""What gunicorn says by itself: nothing of its name, and its refusals as problem documents.

It has options for neither, so two of its parts are replaced before a server starts.
"""

from typing import Any

from gunicorn import util
from gunicorn.http import wsgi

from shared.refusals import refusal


class Response(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
    """An answer without the `Server` header."""

    def default_headers(self) -> list[str]:
        """Return the lines of the answer's head that are gunicorn's own."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


def write_error(client: Any, status: int, *_: object) -> None:
    """Answer what cannot be read; gunicorn's own page quotes the request and its exception."""
    util.write_nonblock(client, refusal(status))


def install() -> None:
    """Make gunicorn use both, in this process and in its children."""
    wsgi.Response = Response
    util.write_error = write_error
