"""Gunicorn with a greenlet for each connection: blocking code that gives way where it waits.

`sync_app.__main__` patches the standard library, and with it psycopg 3, which looks for that when
it is imported. psycopg2 waits inside of libpq and has to be told how: `sync_app.servers.green`.
"""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import gevent
from flask import Flask
from gunicorn.workers.ggevent import GeventWorker

from shared.limits import most_requests, refusal_delay_s
from shared.settings import Settings
from sync_app.servers.bounded import Bounded, Client
from sync_app.servers.gunicorn import Server, common_options

CONNECTIONS = 1_000  # gunicorn's default: far above the pool, which is what limits the work


class Worker(GeventWorker):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn's worker with a bound; told to stop, it does not wait for silent clients."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._clients: dict[Any, Client] = {}
        self._silent: set[Client] = set()

    def load_wsgi(self) -> None:
        """Make the app, and count what goes into it."""
        super().load_wsgi()
        settings = self.app.settings
        bounds = most_requests(settings), refusal_delay_s(settings)
        self._bounded = self.wsgi.wsgi_app = Bounded(self.wsgi.wsgi_app, *bounds)

    def handle(self, listener: Any, accepted: socket.socket, address: Any) -> None:
        """Serve a client until it, or its silence, ends the connection."""
        client = Client(accepted, self._bounded)
        self._clients[gevent.getcurrent()] = client
        try:
            super().handle(listener, client, address)
        finally:
            del self._clients[gevent.getcurrent()]

    @contextmanager
    def timeout_ctx(self) -> Iterator[None]:
        """Bound the wait for a client's next request."""
        client = self._clients[gevent.getcurrent()]
        self._silent.add(client)
        try:
            with super().timeout_ctx() as client.patience:
                yield
        except OSError:
            if self.alive:
                raise
        finally:
            client.patience = None
            self._silent.discard(client)

    def notify(self) -> None:
        """Tell the master that all is well; once told to stop, wait for no more requests."""
        super().notify()
        if not self.alive:
            for client in self._silent:
                with suppress(OSError):  # one that is gone already
                    client.shutdown(socket.SHUT_RD)  # who waits for it gets an OSError


def serve(settings: Settings, host: str, port: int, make_app: Callable[[Settings], Flask]) -> None:
    """Serve until a signal."""
    if settings.driver == "psycopg2":
        from sync_app.servers import green

        green.install(settings.connect_timeout)

    options = {"worker_class": f"{__name__}.Worker", "worker_connections": CONNECTIONS}
    Server(settings, {**common_options(settings, host, port), **options}, make_app).run()
