"""Gunicorn's worker with threads, with bounds: for how many wait, and for slow clients.

Its own takes in all that come, without end, and lets a silent client have a thread for five
seconds, one that dribbles for as long as it likes.
"""

import errno
import socket
from collections import deque
from contextlib import suppress
from functools import partial
from selectors import EVENT_READ
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

from shared.limits import BUSY, BUSY_CLOSING, most_requests, refusal_delay_s
from shared.refusals import head_of
from sync_app.servers.plain import is_whole

PEEK = 65_536
HARMLESS = {errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK}


class Worker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Takes in so many requests at once; a thread is for clients that have something to say."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._most = most_requests(self.app.settings)
        self._read_timeout = self.app.settings.read_timeout
        self._refusal_delay_s = refusal_delay_s(self.app.settings)
        self._refused: deque[tuple[float, TConn, bool]] = deque()
        """When who is to be told, and whether without a body."""
        self._stays: dict[TConn, bool] = {}
        """Whether one that is to be told keeps the connection, which the poller watches then."""
        self._at_work: dict[TConn, float] = {}
        """Since when a connection has a thread or waits for one; the oldest first."""

    def accept(self, listener: socket.socket) -> None:
        """Take a connection, and no thread for it before it says something."""
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in HARMLESS:
                raise
            return
        self.nr_conns += 1
        conn = TConn(self.cfg, client, address, listener.getsockname())
        conn.set_timeout()
        self.pending_conns.append(conn)
        readable = partial(self.on_pending_socket_readable, conn)
        self.poller.register(conn.sock, EVENT_READ, readable)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Let a kept connection's request in, or refuse it."""
        if conn in self._stays:
            read(client)  # it says more before it is answered: that ends it
            self._forget(conn)
        elif len(self._at_work) >= self._most:
            self._refuse(conn, is_watched=True)
        else:
            super().on_client_socket_readable(conn, client)

    def enqueue_req(self, conn: TConn) -> None:
        """Let a request in, or refuse it where too many wait; who left is no request."""
        if len(self._at_work) >= self._most:
            self._refuse(conn, is_watched=False)
        elif has_left(conn.sock):
            self._close(conn)
        else:
            self._at_work[conn] = monotonic()
            super().enqueue_req(conn)

    def finish_request(self, conn: TConn, done: Any) -> None:
        """Keep or close the connection of an answered request."""
        self._at_work.pop(conn, None)
        super().finish_request(conn, done)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait, not longer than until somebody is to be told that he is refused."""
        if self._refused:
            timeout = max(0.0, min(timeout, self._refused[0][0] - monotonic()))
        super().wait_for_and_dispatch_events(timeout)
        while self._refused and self._refused[0][0] <= monotonic():
            self._tell(*self._refused.popleft()[1:])

    def notify(self) -> None:
        """Tell the master that all is well; stop reading from who takes too long to be read.

        To one whose request was read already, this does nothing: its answer is still sent.
        """
        super().notify()
        latest = monotonic() - self._read_timeout
        for conn, since in self._at_work.items():
            if since > latest:
                break
            with suppress(OSError):
                conn.sock.shutdown(socket.SHUT_RD)

    def _cap_keepalive(self, deadline: float) -> None:
        """Close kept connections soon, for the worker ends; those to be told are told before."""
        for conn in [conn for conn, stays in self._stays.items() if stays]:
            self._forget(conn)
        super()._cap_keepalive(deadline)

    def _refuse(self, conn: TConn, is_watched: bool) -> None:
        """Read a request, to answer it 503 in a while, without a thread and unparsed.

        Only a plain one keeps its connection. The poller goes on watching it: it has nothing to say
        before it is answered, and to stop and start that would cost as much as the answer.
        """
        received = read(conn.sock)
        stays = self.alive and is_whole(received)
        if is_watched and not stays:
            self._unwatch(conn)
        if not received:
            self._close(conn)
            return
        if stays:
            self._keep(conn, is_watched)
        self._stays[conn] = stays
        due = monotonic() + self._refusal_delay_s
        self._refused.append((due, conn, received.startswith(b"HEAD ")))

    def _tell(self, conn: TConn, is_head: bool) -> None:
        """Answer what was refused."""
        stays = self._stays.pop(conn)
        answer = BUSY if stays else BUSY_CLOSING
        try:
            conn.sock.send(head_of(answer) if is_head else answer)
        except OSError:
            if stays:
                self._unwatch(conn)
            stays = False
        if not stays:
            self._close(conn)

    def _keep(self, conn: TConn, is_watched: bool) -> None:
        """Give a connection its time anew, as the last of those that are kept."""
        if is_watched:
            self.keepalived_conns.remove(conn)
        else:
            readable = partial(self.on_client_socket_readable, conn)
            self.poller.register(conn.sock, EVENT_READ, readable)
        conn.set_timeout()
        self.keepalived_conns.append(conn)

    def _forget(self, conn: TConn) -> None:
        """Let a connection end behind its refusal."""
        if self._stays[conn]:
            self._stays[conn] = False
            self._unwatch(conn)

    def _unwatch(self, conn: TConn) -> None:
        self.poller.unregister(conn.sock)
        self.keepalived_conns.remove(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()


def read(client: socket.socket) -> bytes:
    """Return what a client has sent, nothing if it left."""
    try:
        client.setblocking(False)
        return client.recv(PEEK)
    except OSError:
        return b""


def has_left(client: socket.socket) -> bool:
    """Return whether a socket that is readable has nothing to read, for its client closed it."""
    try:
        return not client.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
