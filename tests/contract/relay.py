"""A TCP relay in front of PostgreSQL that can be cut: the database goes down for one app only."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import make_url


class _Pump(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        relay = self.server
        with socket.create_connection(relay.target) as upstream, relay.held(self.request, upstream):
            back = threading.Thread(target=_copy, args=(upstream, self.request), daemon=True)
            back.start()
            _copy(self.request, upstream)
            back.join()


def _copy(source: socket.socket, sink: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            sink.sendall(data)
    _shut(source, sink)


def _shut(*ends: socket.socket) -> None:
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


class _Listener(socketserver.ThreadingTCPServer):
    allow_reuse_address = True

    def __init__(self, port: int, target: tuple[str, int]) -> None:
        super().__init__(("127.0.0.1", port), _Pump)
        self.target = target
        self._lock = threading.Lock()
        self._held: set[socket.socket] = set()
        self._is_cut = False

    @contextmanager
    def held(self, *ends: socket.socket) -> Iterator[None]:
        """Keep sockets where `cut` finds them; one that comes too late for it is cut at once."""
        with self._lock:
            self._held.update(ends)
            if self._is_cut:
                _shut(*ends)
        yield
        with self._lock:
            self._held.difference_update(ends)

    def cut(self) -> None:
        """Shut all sockets, those too that are still to come."""
        with self._lock:
            self._is_cut = True
            _shut(*self._held)


class Relay:
    """A context; `url` leads through it. `cut()` is a context within which nothing is there."""

    def __init__(self, database_url: str) -> None:
        url = make_url(database_url)
        self._target = (url.host or "127.0.0.1", url.port or 5432)
        self._url = url
        self.port = 0

    @property
    def url(self) -> str:
        through = self._url.set(host="127.0.0.1", port=self.port)
        return through.render_as_string(hide_password=False)

    def __enter__(self) -> "Relay":
        self._open()
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    @contextmanager
    def cut(self) -> Iterator[None]:
        self._close()
        try:
            yield
        finally:
            self._open()

    def _open(self) -> None:
        self._listener = _Listener(self.port, self._target)
        self.port = self._listener.server_address[1]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,))
        self._thread.start()

    def _close(self) -> None:
        self._listener.shutdown()
        self._thread.join()
        self._listener.cut()
        self._listener.server_close()
