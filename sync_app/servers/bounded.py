"""How many requests a process takes in, where each has a greenlet as soon as its client is there.

A request that came whole is refused unparsed, as it is read; any other once it is parsed.
"""

import socket
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import gevent
from gevent import socket as green

from shared.limits import BUSY, BUSY_PARTS
from shared.refusals import head_of
from sync_app.servers import answers
from sync_app.servers.plain import is_whole

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Bounded:
    """Takes in so many requests at once and answers 503 to one more, in a while, without the app.

    The count is no thread's business: greenlets give way where they wait, and not in between.
    """

    def __init__(self, app: "WSGIApplication", most: int, delay_s: float) -> None:
        self._app = app
        self._most = most
        self.delay_s = delay_s
        self._inside = 0

    @property
    def is_full(self) -> bool:
        """Whether one more would be refused."""
        return self._inside >= self._most

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Handle one request."""
        if self.is_full:
            gevent.sleep(self.delay_s)
            headers, body = BUSY_PARTS
            start_response("503 Service Unavailable", headers)
            return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        self._inside += 1
        try:
            return self._app(environ, start_response)
        finally:
            self._inside -= 1


class Client(green.socket):
    """A client's connection, which answers what is refused by itself, and reads on.

    That needs to know where a request begins: as long as whole requests alone have come.
    """

    __slots__ = ("_bounded", "_knows_where", "patience")

    def __init__(self, accepted: socket.socket, bounded: Bounded) -> None:
        super().__init__(fileno=accepted.detach())
        self._bounded = bounded
        self._knows_where = True
        self.patience: gevent.Timeout | None = None
        """How long it may be silent; a refusal that is held back is no silence."""

    def recv(self, *arguments: Any) -> bytes:
        """Return the next bytes of a request that is let in, or has to be parsed first."""
        while True:
            received: bytes = super().recv(*arguments)
            self._knows_where = self._knows_where and is_whole(received)
            if not (self._knows_where and self._bounded.is_full):
                return received
            self._refuse(received)

    def _refuse(self, received: bytes) -> None:
        if self.patience:
            self.patience.cancel()
        gevent.sleep(self._bounded.delay_s)
        answers.write(self, head_of(BUSY) if received.startswith(b"HEAD ") else BUSY)
        if self.patience:
            self.patience.start()
