"""A small HTTP/1.1 client that says exactly what became of a request; one request at a time.

Not httpx: the load must tell a lost connection from a refused one and a late answer, open a
thousand connections, send a byte a second, and cost little beside the database on its CPU.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import urlsplit

PATIENCE_S: Final = 20.0


class Lost(Exception):
    """No answer: the connection could not be made or broke, or nothing came in time."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server listens."""

    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; names of headers are in small letters."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def document(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class Wire(asyncio.Protocol):
    """One connection."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._turn: asyncio.Future[Reply] | None = None
        self.transport: asyncio.Transport | None = None
        self.open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Hear that it stands."""
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self.open = True

    def connection_lost(self, error: Exception | None) -> None:
        """Hear that it is over."""
        self.open = False
        if self._turn and not self._turn.done():
            self._turn.set_exception(Lost(str(error or "closed before the answer")))

    def data_received(self, data: bytes) -> None:
        """Take a part of an answer."""
        self._buffer += data
        head, found, body = self._buffer.partition(b"\r\n\r\n")
        if not found or self._turn is None or self._turn.done():
            return
        first, *lines = head.decode("latin-1").split("\r\n")
        pairs = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        length = int(headers.get("content-length", 0))
        if len(body) < length:
            return
        self._buffer.clear()
        if headers.get("connection", "").lower() == "close":
            self.close()
        self._turn.set_result(Reply(int(first.split()[1]), headers, bytes(body[:length])))

    async def ask(self, raw: bytes, patience_s: float = PATIENCE_S) -> Reply:
        """Send a request and return its answer; raise `Lost` when there is none."""
        if self.transport is None or not self.open:
            raise Lost("closed")
        self._turn = asyncio.get_running_loop().create_future()
        self.transport.write(raw)
        try:
            # not wait_for, which forgets that it was cancelled when an answer comes in that moment
            async with asyncio.timeout(patience_s):
                return await self._turn
        except TimeoutError:
            self.close()
            raise Lost(f"no answer within {patience_s:g} s") from None

    def close(self) -> None:
        """Close it; may be called again."""
        self.open = False
        if self.transport:
            self.transport.close()


async def dial(place: Place) -> Wire:
    """Open a connection; raise `Lost` where nobody listens."""
    loop = asyncio.get_running_loop()
    try:
        _, wire = await loop.create_connection(Wire, place.host, place.port)
    except OSError as error:
        raise Lost(str(error)) from None
    return wire


async def once(place: Place, raw: bytes, patience_s: float = PATIENCE_S) -> Reply:
    """Ask on a connection of its own; raise `Lost` when there is no answer."""
    wire = await dial(place)
    try:
        return await wire.ask(raw, patience_s)
    finally:
        wire.close()


def place_of(url: str) -> Place:
    """Return where a URL leads."""
    parts = urlsplit(url)
    return Place(parts.hostname or "", parts.port or 80)


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """Return the bytes of a request."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


async def status_of(place: Place, raw: bytes, patience_s: float = PATIENCE_S) -> int | None:
    """Return the status of an answer on a connection of its own, None without an answer."""
    try:
        return (await once(place, raw, patience_s)).status
    except Lost:
        return None
