"""What gunicorn says by itself: nothing of its name, and its refusals as problem documents.

And nothing of clients who do not read their answers. It has options for none of that, so three of
its parts are replaced before a server starts.
"""

from errno import EPIPE
from typing import Any

from gunicorn import util
from gunicorn.http import wsgi

from shared.refusals import refusal


class Response(wsgi.Response):  # type: ignore[misc]  # gunicorn has no types
    """An answer without the `Server` header."""

    def default_headers(self) -> list[str]:
        """Return the lines of the answer's head that are gunicorn's own."""
        return [line for line in super().default_headers() if not line.startswith("Server:")]


def write(client: Any, data: bytes, chunked: bool = False) -> None:
    """Send a part of an answer; who left it unread for too long has left, and is no error."""
    try:
        if chunked:
            util.write_chunk(client, data)
        else:
            client.sendall(data)
    except TimeoutError:  # `shared.limits.bound_unread`
        raise BrokenPipeError(EPIPE, "the client does not read") from None


def write_error(client: Any, status: int, *_: object) -> None:
    """Answer what cannot be read; gunicorn's own page quotes the request and its exception."""
    util.write_nonblock(client, refusal(status))


def install() -> None:
    """Make gunicorn use all of it, in this process and in its children."""
    wsgi.Response = Response
    util.write = write
    util.write_error = write_error
