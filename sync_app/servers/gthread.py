"""Gunicorn's worker with threads, with a bound for how many wait: its own takes in all that come.

Who is refused is told so by the loop, after a while and without a thread.
"""

import socket
from collections import deque
from concurrent.futures import Future
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any

from shared.db.pools.patience import has_waited
from shared.limits import BUSY, BUSY_CLOSING, most_requests, refusal_delay_s
from shared.refusals import head_of
from sync_app.servers.listening import Connection, ListeningWorker, read
from sync_app.servers.plain import is_whole

TICK_S = 0.005
"""Refusals that are due within it are told together."""
BEAT_S = 0.25
"""Between two looks for who waits too long, and two signs of life for the master."""


class Worker(ListeningWorker):
    """Takes in so many requests at once, and refuses one more."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        settings = self.app.settings
        self._most = most_requests(settings)
        self._pool_timeout = settings.pool_timeout
        self._refusal_delay_s = refusal_delay_s(settings)
        self._refused: deque[tuple[float, Connection, bool]] = deque()
        """When who is to be told, and whether without a body."""
        self._stays: dict[Connection, bool] = {}
        """Whether one that is to be told keeps the connection, which the poller watches then."""
        self._at_work: dict[Connection, Future[Any]] = {}
        """What each request does that has a thread or waits for one."""
        self._next_beat = 0.0

    def on_client_socket_readable(self, conn: Connection, client: socket.socket) -> None:
        """Read what is there; who says more before a refusal is told ends the connection."""
        if conn in self._stays:
            read(client)
            self._forget(conn)
        else:
            super().on_client_socket_readable(conn, client)

    def take_in(self, conn: Connection) -> None:
        """Let a request have a thread as soon as one is free, or refuse it if too many wait."""
        if len(self._at_work) >= self._most:
            due = (monotonic() + self._refusal_delay_s) // TICK_S * TICK_S
            self._refused.append((due, conn, self._set_aside(conn)))
            return
        self.unwatch(conn)
        conn.is_new = False
        conn.data_ready = True
        conn.since = monotonic()
        self._at_work[conn] = work = self.tpool.submit(self.handle, conn)
        work.add_done_callback(partial(self.method_queue.defer, self.finish_request, conn))

    def handle(self, conn: Connection) -> Any:
        """Handle a request, in a thread: what it waited for that is part of its POOL_TIMEOUT."""
        has_waited(monotonic() - conn.since)
        return super().handle(conn)

    def finish_request(self, conn: Connection, done: Future[Any]) -> None:
        """Keep or close the connection of an answered request, or of one that got no thread."""
        del self._at_work[conn]
        if done.cancelled():
            self.listen(conn)
            self._tell(conn, self._set_aside(conn))
        else:
            super().finish_request(conn, done)

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """Wait, not longer than until somebody is to be told that he is refused, or given up."""
        if self._at_work:
            timeout = min(timeout, BEAT_S)
        if self._refused:
            timeout = max(0.0, min(timeout, self._refused[0][0] - monotonic()))
        super().wait_for_and_dispatch_events(timeout)
        while self._refused and self._refused[0][0] <= monotonic():
            self._tell(*self._refused.popleft()[1:])

    def notify(self) -> None:
        """Tell the master that all is well, and give up who takes too long; now and then.

        Who took too long to be read gets no answer, unless it was read already; who waited too long
        for a thread is refused.
        """
        now = monotonic()
        if now < self._next_beat:
            return
        self._next_beat = now + BEAT_S
        super().notify()
        self.give_up_late(now)
        for conn, work in self._at_work.items():
            if conn.since <= now - self._pool_timeout:
                work.cancel()  # without effect on one that has begun
            if conn.since <= now - self.read_timeout:
                with suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)

    def _cap_keepalive(self, deadline: float) -> None:
        """Close kept connections soon, for the worker ends; those to be told are told before."""
        for conn in [conn for conn, stays in self._stays.items() if stays]:
            self._forget(conn)
        super()._cap_keepalive(deadline)

    def _set_aside(self, conn: Connection) -> bool:
        """Make ready to refuse what was received; return whether a body would be wrong.

        Only a plain request keeps its connection. The poller goes on watching it: it has nothing to
        say before it is answered, and to stop and start that would cost as much as the answer.
        """
        self._stays[conn] = stays = self.alive and is_whole(conn.received)
        if stays:
            self.leave(conn)
            self.keep(conn)
        else:
            self.unwatch(conn)
        is_head = conn.received.startswith(b"HEAD ")
        conn.received = b""
        return is_head

    def _tell(self, conn: Connection, is_head: bool) -> None:
        """Answer what was refused."""
        stays = self._stays.pop(conn)
        answer = BUSY if stays else BUSY_CLOSING
        try:
            conn.sock.send(head_of(answer) if is_head else answer)
        except OSError:
            if stays:
                self.unwatch(conn)
            stays = False
        if not stays:
            self.drop(conn)

    def _forget(self, conn: Connection) -> None:
        """Let a connection end behind its refusal."""
        if self._stays[conn]:
            self._stays[conn] = False
            self.unwatch(conn)
