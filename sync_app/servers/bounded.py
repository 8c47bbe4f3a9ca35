"""How many requests a process takes in, where each has a greenlet as soon as it is read."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import gevent

from shared.limits import BUSY_PARTS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Bounded:
    """Takes in so many requests at once and answers 503 to one more, in a while, without the app.

    The count is no thread's business: greenlets give way where they wait, and not in between.
    """

    def __init__(self, app: "WSGIApplication", most: int, delay_s: float) -> None:
        self._app = app
        self._most = most
        self._delay_s = delay_s
        self._inside = 0

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Handle one request."""
        if self._inside >= self._most:
            gevent.sleep(self._delay_s)
            headers, body = BUSY_PARTS
            start_response("503 Service Unavailable", headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        self._inside += 1
        try:
            return self._app(environ, start_response)
        finally:
            self._inside -= 1
