"""Faults of the app's own processes."""

import os
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from signal import SIGKILL, SIGTERM
from typing import TYPE_CHECKING, Final

from bench.chaos.faults.fault import Fault, Notes
from bench.chaos.wire import Lost, Reply, once, place_of, request
from bench.servers import Server

if TYPE_CHECKING:
    from bench.chaos.field import Field

IN_FLIGHT: Final = 4
SLOW_MS: Final = 1_000
DRAIN_S: Final = 0.3
"""Between the last new request for a server and its SIGTERM, as a balancer leaves it."""
END_WITHIN_S: Final = 15.0


@contextmanager
def worker_killed(field: "Field", notes: Notes) -> Iterator[None]:
    """Kill one worker; another one has to take its place by itself."""
    workers = field.workers()
    notes.figures["workers_before"] = len(workers)
    workers[0].send_signal(SIGKILL)
    yield
    if workers[0] in field.workers():  # a zombie is none: uvicorn may take 5 s to bury it
        notes.complaints.append("the killed worker is still there")


@contextmanager
def rolling_restart(field: "Field", notes: Notes) -> Iterator[None]:
    """Start a second server, send all to it, end the first one with requests in flight."""
    old = field.server
    new = field.new_server().start()
    raw = request("GET", f"/slow?ms={SLOW_MS}")
    slow = [field.load.start(once(place_of(old.url), raw)) for _ in range(IN_FLIGHT)]
    try:
        field.move_to(new)
        time.sleep(DRAIN_S)
        notes.complaints += ended(old, notes)
    finally:
        old.stop()
    notes.complaints += unanswered(slow)
    yield


def ended(server: Server, notes: Notes) -> Iterator[str]:
    """End a server by SIGTERM; yield what it did not do well."""
    began = time.monotonic()
    os.kill(server.pid, SIGTERM)
    while server.exit_code() is None and time.monotonic() < began + END_WITHIN_S:
        time.sleep(0.05)
    notes.figures["end_s"] = time.monotonic() - began
    if (code := server.exit_code()) is None:
        yield f"the old server had not ended after {END_WITHIN_S:g} s"
    elif code not in (0, -SIGTERM):
        yield f"the old server ended with exit code {code}"


def unanswered(requests: Iterable[Future[Reply]]) -> Iterator[str]:
    """Yield what became of requests that should have been answered well."""
    for one in requests:
        try:
            if (status := one.result().status) != 200:
                yield f"a request in flight got {status}"
        except Lost as lost:
            yield f"a request in flight got no answer: {lost}"


FAULTS: Final = (
    Fault(
        name="worker-killed",
        column="kill",
        title="a worker is killed by SIGKILL",
        during=worker_killed,
        loses=True,
    ),
    Fault(
        name="rolling-restart",
        column="roll",
        title="another server takes over, the old one is ended by SIGTERM with requests in flight",
        during=rolling_restart,
    ),
)
