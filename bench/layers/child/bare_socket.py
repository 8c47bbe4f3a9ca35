"""The floor of a round trip: bytes that are ready go out, and bytes that nobody reads come back.

The statement is prepared once; a call then sends Bind, Execute and Sync, and waits for
ReadyForQuery (PostgreSQL's manual, "Frontend/Backend Protocol", "Extended Query" and "Message
Formats"). psycopg opens the connection, because authentication is no part of the question; from
then on we speak on its socket alone.
"""

import asyncio
import os
import socket
from struct import pack
from types import TracebackType
from typing import Final, Self

import psycopg

from bench.layers.child import sql
from shared.db.options import connect_arguments
from shared.errors import ConfigurationError
from shared.settings import Settings

TOY_ID: Final = 1
READY: Final = b"Z\x00\x00\x00\x05I"
BIND_COMPLETE: Final = b"2"
MOST: Final = 65_536


def message(kind: bytes, body: bytes) -> bytes:
    """Return a message: its kind, its length with these four bytes, its body."""
    return kind + pack("!i", len(body) + 4) + body


SYNC: Final = message(b"S", b"")
PARSE: Final = message(b"P", b"row\0" + sql.row("$1").encode() + b"\0" + pack("!hi", 1, 20)) + SYNC
"""Prepare the statement `row`; its one parameter is a bigint (oid 20)."""

BIND: Final = message(
    b"B",
    b"\0row\0"  # the portal without a name, the statement
    + pack("!hh", 1, 1)  # parameters come in binary form
    + pack("!hiq", 1, 8, TOY_ID)  # one of eight bytes
    + pack("!hh", 1, 1),  # and so shall the columns
)
EXECUTE: Final = message(b"E", b"\0" + pack("!i", 0))
REQUEST: Final = BIND + EXECUTE + SYNC


def connect(settings: Settings) -> tuple[socket.socket, psycopg.Connection]:
    """Return the socket of a connection with the statement prepared, and who will close it."""
    options = connect_arguments(settings.model_copy(update={"driver": "psycopg"}))
    try:
        owner = psycopg.connect(
            settings.libpq_url, autocommit=True, sslmode="disable", gssencmode="disable", **options
        )
    except psycopg.OperationalError as error:
        raise ConfigurationError(
            f"The bare socket cannot connect without TLS ({str(error).splitlines()[0]}): "
            "leave the layers out, or name a server that allows it."
        ) from None
    raw = socket.socket(fileno=os.dup(owner.fileno()))
    raw.setblocking(True)
    raw.sendall(PARSE)
    receive(raw)
    raw.sendall(REQUEST)
    if not receive(raw).startswith(BIND_COMPLETE):
        raise ConfigurationError("The server does not understand the bare socket's messages.")
    return raw, owner


def receive(raw: socket.socket) -> bytes:
    """Return all that comes until the server is ready again."""
    answer = raw.recv(MOST)
    while not answer.endswith(READY):
        answer += raw.recv(MOST)
    return answer


class BareSocket:
    """A blocking socket."""

    def __init__(self, settings: Settings) -> None:
        self._socket, self._owner = connect(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._socket.close()
        self._owner.close()

    def row(self, _: int) -> bytes:
        """Make one round trip."""
        self._socket.sendall(REQUEST)
        return receive(self._socket)


class AsyncBareSocket(asyncio.Protocol):
    """A transport of the event loop, and a future for each answer."""

    def __init__(self, owner: psycopg.Connection) -> None:
        self._owner = owner
        self._loop = asyncio.get_running_loop()
        self._answer = b""
        self._waiting = self._loop.create_future()

    @classmethod
    async def connect(cls, settings: Settings) -> "AsyncBareSocket":
        """Return one that is ready for round trips."""
        raw, owner = connect(settings)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        _, protocol = await loop.create_connection(lambda: cls(owner), sock=raw)
        return protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way to the server."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Gather an answer, and hand it over when it is whole."""
        self._answer += data
        if self._answer.endswith(READY):
            self._waiting.set_result(self._answer)

    async def row(self, _: int) -> bytes:
        """Make one round trip."""
        self._answer = b""
        self._waiting = self._loop.create_future()
        self._transport.write(REQUEST)  # type: ignore[attr-defined]  # it is a socket's
        answer: bytes = await self._waiting
        return answer
