"""The proxy's own loop: chunks of bytes held back for half a round trip each way, in order.

A loop of its own and not asyncio, for the whole work of a chunk is one read, one place in a heap
and one write: docs/decisions/latency-proxy.md has what others cost.
"""

import heapq
import select
import socket
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any, Final

CHUNK: Final = 262_144
UNDER_WAY_MOST: Final = 64 * 2**20
"""Bytes held back in one direction beyond which its source is not read: 2.5 GB/s at 50 ms, so
that memory is bounded and nothing is throttled."""

MEDIAN_STEP_S: Final = 0.5e-6
OWN_MOST_S: Final = 0.2e-3
"""What the proxy makes up for at most: where it loses more, CPUs are short, and trials show it."""

Address = tuple[str, int] | str
"""Host and port, or the path of a Unix socket."""


@dataclass(frozen=True, slots=True)
class Latency:
    """What is added: a round trip, and at random up to `jitter_ms` more or less of it."""

    round_trip_ms: float = 0.0
    jitter_ms: float = 0.0


class Median:
    """The median of what is seen, as it runs: a step up or down each time, deaf to outliers."""

    __slots__ = ("value",)

    def __init__(self, first: float) -> None:
        self.value = first

    def see(self, figure: float) -> None:
        """Take a figure into account."""
        self.value += MEDIAN_STEP_S if figure > self.value else -MEDIAN_STEP_S


class Way:
    """One direction of a connection: what was read from `source` and is not yet in `target`."""

    __slots__ = (
        "chunks",
        "ended",
        "last_due",
        "last_meant",
        "source",
        "target",
        "twin",
        "under_way",
    )

    def __init__(self, source: socket.socket, target: socket.socket) -> None:
        self.source = source
        self.target = target
        self.chunks: deque[tuple[float, float, bytes]] = deque()
        """When each is to be sent, when it was meant to leave, and what it is."""
        self.under_way = 0
        self.last_due = self.last_meant = 0.0
        self.ended = False
        self.twin = self


class Loop:
    """Serves a listening socket until `stop`; `connect` opens the other side of a connection."""

    def __init__(self, listener: socket.socket, connect: Callable[[], socket.socket]) -> None:
        self.latency = Latency()
        self.passed = 0
        """Chunks that left, so far."""
        self.late_s = 0.0
        """How much later than meant they left, in all; what is early counts below 0."""
        self._listener = listener
        self._connect = connect
        self._reading: dict[socket.socket, Way] = {}
        self._writing: dict[socket.socket, Way] = {}
        self._due: list[tuple[float, int, Way]] = []
        self._count = 0
        self._random = Random(1)  # noqa: S311  (jitter is no secret)
        self._listeners: dict[Any, Callable[[], None]] = {listener: self._accept}
        self._running = True
        self._wake_s = Median(50e-6)
        self._send_s = Median(20e-6)

    def listen_to(self, descriptor: int, call: Callable[[], None]) -> None:
        """Call this whenever the file descriptor has something to read."""
        self._listeners[descriptor] = call

    def stop(self) -> None:
        """Let `run` return."""
        self._running = False

    def run(self) -> None:
        """Pass on what comes, each chunk when it is due."""
        while self._running:
            self._turn()

    def _turn(self) -> None:
        """Wait until there is something to do, and do it."""
        timeout = max(self._due[0][0] - perf_counter(), 0.0) if self._due else None
        readable, writable, _ = select.select(
            [*self._reading, *self._listeners], list(self._writing), [], timeout
        )
        now = perf_counter()
        if timeout and not readable and not writable:
            self._wake_s.see(now - self._due[0][0])
        for source in readable:
            if call := self._listeners.get(source):
                call()
            elif way := self._reading.get(source):
                self._read(way, now)
        for target in writable:
            if stuck := self._writing.pop(target, None):
                self._write(stuck, now)
        while self._due and self._due[0][0] <= now:
            begin = perf_counter()
            self._write(heapq.heappop(self._due)[2], now)
            self._send_s.see(perf_counter() - begin)

    def close(self) -> None:
        """Close every connection."""
        for way in list(self._reading.values()):
            self._close(way)

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:  # it went away again
            return
        try:
            server = self._connect()
        except OSError:
            client.close()
            return
        tune(client)
        up, down = Way(client, server), Way(server, client)
        up.twin, down.twin = down, up
        self._reading |= {client: up, server: down}

    def _read(self, way: Way, now: float) -> None:
        try:
            chunk = way.source.recv(CHUNK)
        except BlockingIOError:
            return
        except OSError:
            self._close(way)
            return
        half_s = self.latency.round_trip_ms / 2_000
        if jitter_s := self.latency.jitter_ms / 2_000:
            half_s += self._random.uniform(-jitter_s, jitter_s)
        # in order, whatever the jitter
        way.last_due = due = max(now + max(half_s - self._own_s(), 0.0), way.last_due)
        way.last_meant = meant = max(now - self._wake_s.value + half_s, way.last_meant)
        way.chunks.append((due, meant, chunk))
        way.under_way += len(chunk)
        if not chunk or way.under_way > UNDER_WAY_MOST:
            way.ended = not chunk
            del self._reading[way.source]
        if due <= now and len(way.chunks) == 1:
            self._write(way, now)
        else:
            self._count += 1
            heapq.heappush(self._due, (due, self._count, way))

    def _own_s(self) -> float:
        """Return what a chunk loses here by itself, which is part of what was asked for.

        Nobody tells when it arrived; that this process woke late then is taken to be as usual as
        it is when a timer wakes it.
        """
        return min(2 * self._wake_s.value + self._send_s.value, OWN_MOST_S)

    def _write(self, way: Way, now: float) -> None:
        """Write what is due; what the target does not take yet waits until it does."""
        if way.target in self._writing:
            return
        while way.chunks and way.chunks[0][0] <= now:
            due, meant, chunk = way.chunks[0]
            try:
                if not chunk:
                    self._end(way)
                    return
                sent = way.target.send(chunk)
            except BlockingIOError:
                sent = 0
            except OSError:
                self._close(way)
                return
            way.under_way -= sent
            if sent < len(chunk):
                way.chunks[0] = (due, meant, chunk[sent:])
                self._writing[way.target] = way
                return
            way.chunks.popleft()
            self.passed += 1
            self.late_s += perf_counter() - meant
        if not way.ended and way.under_way <= UNDER_WAY_MOST and way.source.fileno() >= 0:
            self._reading.setdefault(way.source, way)

    def _end(self, way: Way) -> None:
        """Pass on that the source said its last; when both have, the connection is over."""
        way.chunks.clear()
        way.target.shutdown(socket.SHUT_WR)
        if way.twin.ended and not way.twin.chunks:
            self._close(way)

    def _close(self, way: Way) -> None:
        for one in (way, way.twin):
            self._reading.pop(one.source, None)
            self._writing.pop(one.target, None)
            one.chunks.clear()
            one.ended = True
        way.source.close()
        way.target.close()


def tune(connection: socket.socket) -> None:
    """Make a connection never wait: neither in a call, nor to fill a packet."""
    connection.setblocking(False)
    if connection.family != socket.AF_UNIX:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
