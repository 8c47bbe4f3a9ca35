"""More work than there is room for: the pool in use, and a flood."""

import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bench.chaos.faults.fault import UNAVAILABLE, Fault, Notes, NotTried
from bench.chaos.flood import Crowd, Flooded, Overrun
from bench.chaos.wire import request, status_of

if TYPE_CHECKING:
    from bench.chaos.field import Field

TIMES_CAPACITY: Final = 3.0
LEAST_GOODPUT: Final = 0.8
FLOODS: Final = 3
MOST_FLOODS: Final = 6
"""Where what gets through is close to the least."""
CLOSE: Final = 0.07
LOOK_EVERY_S: Final = 0.2
UNBOUNDED: Final = {
    "flask-psycopg-granian": "before a Flask app, Granian keeps requests in a line of its own "
    "where nobody can refuse them"
}


@contextmanager
def pool_exhausted(field: "Field", notes: Notes) -> Iterator[None]:
    """Let slow statements hold all connections for longer than anybody waits for one."""
    config = field.config
    sleep_ms = int(1_000 * (config.phases.fault_s + config.pool_timeout_s))
    raw = request("GET", f"/slow?ms={min(sleep_ms, config.statement_timeout_ms - 500)}")
    slow: list[Future[int | None]] = []
    most, in_use = config.capacity.connections, 0
    deadline = time.monotonic() + config.phases.patience_s
    while in_use < most and time.monotonic() < deadline:
        # more and more, for nobody tells which worker gets them
        slow += [field.load.start(status_of(field.place, raw)) for _ in range(most)]
        time.sleep(LOOK_EVERY_S)
        in_use = field.postgres.sleeping(field.stack.name)
    if in_use < most:
        raise NotTried(f"only {in_use} of {most} connections were in use")
    time.sleep(config.pool_timeout_s)  # those who came last are being turned away
    yield
    answers = [one.result() for one in slow]
    notes.figures["slow_statements"] = sum(status == 200 for status in answers)
    notes.figures["slow_refused"] = sum(status == 503 for status in answers)
    wrong = [status for status in answers if status not in (200, 503)]
    if wrong:
        notes.complaints.append(f"{len(wrong)} slow requests got {wrong[0] or 'no answer'}")


def is_close(seen: Flooded) -> bool:
    """Whether a few more floods could change the verdict."""
    return abs(seen.share - LEAST_GOODPUT) < CLOSE


@contextmanager
def flooded(field: "Field", notes: Notes) -> Iterator[None]:
    """Let three times as many writes arrive as the stack can do, whatever becomes of them."""
    if why := UNBOUNDED.get(field.stack.name):
        raise NotTried(why)
    load = field.load
    load.rest()
    crowd = Crowd(field.place, load.writes)
    overrun = Overrun(crowd, TIMES_CAPACITY, field.config.phases)
    try:
        seen = load.run(overrun.go_on(FLOODS))
        while is_close(seen) and len(seen.goodputs_rps) < MOST_FLOODS:
            seen = load.run(overrun.go_on(FLOODS))
    finally:
        load.run(crowd.leave())
    notes.figures |= seen.figures
    if seen.share < LEAST_GOODPUT:
        notes.complaints.append(
            f"{seen.goodput_rps:.0f} good answers a second, "
            f"{seen.share:.0%} of a capacity of {seen.capacity_rps:.0f}"
        )
    load.resume()
    yield


FAULTS: Final = (
    Fault(
        name="pool-exhausted",
        column="pool",
        title="slow statements hold all connections",
        during=pool_exhausted,
        refusals=UNAVAILABLE,
        overload=True,
        through_line=False,
    ),
    Fault(
        name="flood",
        column="flood",
        title="three times as many writes arrive as the stack can do",
        during=flooded,
        refusals=UNAVAILABLE,
        overload=True,
        through_line=False,
    ),
)
