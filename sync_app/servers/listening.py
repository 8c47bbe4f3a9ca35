"""Gunicorn's worker with threads, whose loop reads a request before a thread gets it.

Its own lets a silent client have a thread for five seconds, one that dribbles as long as it likes.
"""

import errno
import socket
from abc import ABC, abstractmethod
from collections.abc import Callable
from functools import partial
from selectors import EVENT_READ
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from sync_app.servers.plain import is_partial

CHUNK = 16_384
LINGER_S = 2.0
"""So long a client has to end a connection after its last answer; gunicorn's own figure."""
HARMLESS = {errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK}


class Connection(TConn):  # type: ignore[misc]  # gunicorn has no types
    """One that is read before it has a thread."""

    received = b""
    """What has come and no parser has seen."""
    is_new = True
    """Whether nothing that it said was answered yet, or is about to be."""
    since = 0.0
    """When its request was let in."""
    linger: Callable[["Connection"], None] | None = None
    """What sees to its end after a last answer."""

    def init(self) -> None:
        """Hand over to the parser; in a thread."""
        super().init()
        self.parser.unreader.unread(self.received)
        self.received = b""

    def close(self, graceful: bool = False) -> None:
        """Close; gunicorn would wait for the client meanwhile, and the loop with it."""
        if graceful and self.linger:
            self.linger(self)
        else:
            super().close()


class ListeningWorker(ThreadWorker, ABC):  # type: ignore[misc]  # gunicorn has no types
    """Hands a request to `take_in` when it is there, and gives up who does not end it in time."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.read_timeout = self.app.settings.read_timeout
        self._begun: dict[Connection, float] = {}
        """Since when a request is on its way, the oldest first: the poller watches for the rest."""
        self._lingering: dict[Connection, float] = {}
        """Since when all is said, the oldest first: the poller watches for the client's end."""

    @abstractmethod
    def take_in(self, conn: Connection) -> None:
        """See to a request that is there as a whole, or that its parser has to read on."""

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and no thread for it before it says something."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in HARMLESS:
                raise
            return
        self.nr_conns += 1
        conn = Connection(self.cfg, client, address, listener.getsockname())
        conn.linger = self._linger
        conn.set_timeout()
        self.pending_conns.append(conn)
        self._watch(conn)

    def listen(self, conn: Connection) -> None:
        """Go on to read from a connection that was taken in before."""
        conn.sock.setblocking(False)
        self.keep(conn)
        self._watch(conn)

    def keep(self, conn: Connection) -> None:
        """Let a connection be silent for as long as any that was answered."""
        conn.is_new = False
        conn.set_timeout()
        self.keepalived_conns.append(conn)

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Read what is there of a request; who left is none."""
        received = read(client)
        if not received:
            self.unwatch(conn)
            self.drop(conn)
            return
        conn.received += received
        self._consider(conn)

    def enqueue_req(self, conn: Connection) -> None:
        """See to a request whose beginning was read together with the one before it."""
        conn.received = conn.parser.unreader.take_buffered()
        self.listen(conn)
        self._consider(conn)

    def give_up_late(self, now: float) -> None:
        """Close on those who take too long to end their request, or their connection."""
        while self._begun and next(iter(self._begun.values())) <= now - self.read_timeout:
            conn = next(iter(self._begun))
            self.unwatch(conn)
            self.drop(conn)
        while self._lingering and next(iter(self._lingering.values())) <= now - LINGER_S:
            self._leave_off(next(iter(self._lingering)))

    def unwatch(self, conn: Connection) -> None:
        """Stop to wait for it to say something."""
        self.poller.unregister(conn.sock)
        self.leave(conn)

    def leave(self, conn: Connection) -> None:
        """Take a connection out of those that are silent, or have not ended their request."""
        if self._begun.pop(conn, None) is None:
            (self.pending_conns if conn.is_new else self.keepalived_conns).remove(conn)

    def drop(self, conn: Connection) -> None:
        """Close a connection."""
        self.nr_conns -= 1
        conn.close()

    def _consider(self, conn: Connection) -> None:
        """Take a request in, or wait for the rest of it; its time runs from its beginning."""
        if not is_partial(conn.received):
            self.take_in(conn)
        elif conn not in self._begun:
            self.leave(conn)
            self._begun[conn] = monotonic()

    def _linger(self, conn: Connection) -> None:
        """Say that no more will come, and read on until the client says so too.

        To close on what is unread would reset the connection, and could cost the client the end of
        its answer (RFC 9112, section 9.6).
        """
        try:
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            conn.close()
            return
        self.nr_conns += 1  # gunicorn has just counted it out
        conn.sock.setblocking(False)
        self._lingering[conn] = monotonic()
        self.poller.register(conn.sock, EVENT_READ, partial(self._read_on, conn))

    def _read_on(self, conn: Connection, client: socket.socket) -> None:
        """Drop what still comes."""
        if not read(client):
            self._leave_off(conn)

    def _leave_off(self, conn: Connection) -> None:
        """Close a connection whose client has ended it too, or takes too long for it."""
        del self._lingering[conn]
        self.poller.unregister(conn.sock)
        self.drop(conn)

    def _watch(self, conn: Connection) -> None:
        readable = partial(self.on_client_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, readable)


def read(client: socket.socket) -> bytes:
    """Return what a client has sent, nothing if it left."""
    try:
        return client.recv(CHUNK, socket.MSG_DONTWAIT)
    except OSError:
        return b""
