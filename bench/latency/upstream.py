"""Where a database's URL leads, as libpq finds it."""

import time
from select import select
from typing import Final

from psycopg.pq import ConnStatus, PGconn, PollingStatus
from psycopg.pq.abc import PGconn as Connection
from sqlalchemy import URL

from bench.errors import UserError
from bench.latency.loop import Address
from shared.urls import for_libpq

ACCEPT_S: Final = 5.0


def address_of(url: URL) -> Address:
    """Return the first address of a database's URL that accepts a connection.

    libpq knows them all: those of a name, of several hosts, of the environment, and the folder of
    Unix sockets where the URL has no host. It is left as soon as one has accepted
    (`ConnStatus.MADE`), before a byte is sent. Raises `UserError` when none accepts within 5 s.
    """
    connection = PGconn.connect_start(for_libpq(url).encode())
    try:
        if not accepted(connection):
            said = (connection.error_message or b"none answers").decode(errors="replace")
            raise UserError(
                f"No address of the database accepts a connection ({said.strip().splitlines()[0]}):"
                " start it or correct the URL."
            )
        host, port = connection.host.decode(), int(connection.port)
        if host.startswith("/"):
            return f"{host}/.s.PGSQL.{port}"
        return connection.hostaddr.decode(), port
    finally:
        connection.finish()


def accepted(connection: Connection) -> bool:
    """Try one address after the other, and return whether one accepted."""
    deadline = time.monotonic() + ACCEPT_S
    status = PollingStatus.WRITING
    while connection.status == ConnStatus.STARTED and time.monotonic() < deadline:
        waiting = [connection.socket]
        reads, writes = (waiting, []) if status == PollingStatus.READING else ([], waiting)
        if any(select(reads, writes, [], max(deadline - time.monotonic(), 0))):
            status = PollingStatus(connection.connect_poll())
    return connection.status == ConnStatus.MADE
