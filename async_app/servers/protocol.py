"""Uvicorn's protocol with bounds: for the size of a head, for slow clients, for how many wait.

Uvicorn has a bound for requests, `limit_concurrency`, which answers in plain text without
Retry-After and runs a task for it; for the others it has none.
"""

import asyncio
from functools import cache
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.limits import (
    BUSY,
    BUSY_CLOSING,
    HEAD_BYTES,
    HEADER_BYTES,
    HEADERS,
    REQUEST_LINE_BYTES,
    bound_unread,
    most_requests,
    refusal_delay_s,
)
from shared.refusals import head_of, refusal
from shared.settings import Settings


class Protocol(HttpToolsProtocol):
    """What one request costs for it: a few comparisons of integers."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._most, self._read_timeout, self._refusal_delay_s = bounds()
        self._received = 0
        """Bytes of a request that is not whole yet."""
        self._has_head = False
        self._is_whole = True
        self._begins_within = False
        """Whether what is read now began in the middle of a request."""
        self._is_refused = False
        self._held = 0
        """Refusals that are still to be sent; what is pipelined behind one is refused too."""
        self._status = 400
        self._deadline = self.loop.call_later(self._read_timeout, self._give_up)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Let who leaves an answer unread be given up by the kernel; the transport sees its end."""
        bound_unread(transport.get_extra_info("socket"), self._read_timeout)
        super().connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline."""
        self._deadline.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; who has not sent a whole request has so long for the rest of it."""
        began_whole = self._is_whole
        self._begins_within = not began_whole
        self._received += len(data)
        super().data_received(data)
        if self._is_whole:
            self._received = 0
            if not self._deadline.cancelled():
                self._deadline.cancel()
        elif began_whole:
            self._deadline.cancel()
            self._deadline = self.loop.call_later(self._read_timeout, self._give_up)
        if not self._has_head and self._received > HEAD_BYTES and not self.transport.is_closing():
            self._refuse(431)

    def on_message_begin(self) -> None:
        """Expect a head; of one behind another request's end, only what comes later is counted."""
        if self._begins_within:
            self._received = 0
        self._is_whole = self._has_head = self._is_refused = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Refuse what is too long, and what would wait too long; let the rest in."""
        self._has_head = True
        counted = not self._begins_within
        if not counted or len(self.headers) > HEADERS or self._received > REQUEST_LINE_BYTES:
            self._check_head()
        if (len(self.tasks) >= self._most or self._held) and self._is_idle():
            self._refuse_busy()
        else:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Drop the body of what is refused."""
        if not self._is_refused:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note that the client has sent all of it."""
        self._is_whole = True
        if not self._is_refused:
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002  (uvicorn's own words)
        """Answer what cannot be read with a problem document."""
        self._refuse(self._status)

    def _check_head(self) -> None:
        """Raise what makes the parser stop, where the head is too long."""
        if len(self.url) > REQUEST_LINE_BYTES:
            self._status = 414
        elif len(self.headers) > HEADERS or any(
            len(name) + len(value) > HEADER_BYTES for name, value in self.headers
        ):
            self._status = 431
        if self._status != 400:
            raise httptools.HttpParserError("the head is too long")

    def _is_idle(self) -> bool:
        """Return whether no earlier request of this connection still waits for its answer."""
        return self.cycle is None or self.cycle.response_complete

    def _refuse_busy(self) -> None:
        """Answer 503 in a while, without a task and without the app, and keep the connection."""
        self._is_refused = True
        self._held += 1
        stays = self.parser.should_keep_alive()
        answer = BUSY if stays else BUSY_CLOSING
        if self.parser.get_method() == b"HEAD":
            answer = head_of(answer)
        self.flow.pause_reading()
        self.loop.call_later(self._refusal_delay_s, self._answer_busy, answer, stays)

    def _answer_busy(self, answer: bytes, stays: bool) -> None:
        self._held -= 1
        if self.transport.is_closing():
            return
        self.transport.write(answer)
        if not stays:
            self.transport.close()
            return
        self.flow.resume_reading()
        self._unset_keepalive_if_required()
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def _refuse(self, status: int) -> None:
        self.transport.write(refusal(status))
        self.transport.close()

    def _give_up(self) -> None:
        """End a connection whose client took too long to say what it wants."""
        if not self.transport.is_closing():
            self.transport.close()


@cache
def bounds() -> tuple[int, float, float]:
    """Return how many requests this process takes in, seconds to read one, and to hold a refusal.

    Its settings are those of the app, out of the environment.
    """
    settings = Settings.load()
    return most_requests(settings), settings.read_timeout, refusal_delay_s(settings)
