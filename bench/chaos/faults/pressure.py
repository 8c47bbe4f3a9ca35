"""More work than there is room for: the pool in use, and a flood."""

import time
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bench.chaos.faults.fault import UNAVAILABLE, Fault, Notes, NotTried
from bench.chaos.flood import Crowd, Flooded, overrun
from bench.chaos.wire import request, status_of

if TYPE_CHECKING:
    from bench.chaos.field import Field

TIMES_CAPACITY: Final = 3.0
LEAST_GOODPUT: Final = 0.8
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


def enough(seen: Flooded) -> bool:
    """Whether a flood left room for the share of the capacity that is asked for."""
    return seen.share >= LEAST_GOODPUT


@contextmanager
def flooded(field: "Field", notes: Notes) -> Iterator[None]:
    """Let three times as many writes arrive as the stack can do, whatever becomes of them.

    Twice, and a third time where the two disagree: the median of three is what counts, for other
    programs can take the CPU once, or be gone once.
    """
    if why := UNBOUNDED.get(field.stack.name):
        raise NotTried(why)
    load = field.load
    load.rest()
    crowd = Crowd(field.place, load.writes)
    try:
        found = [load.run(overrun(crowd, TIMES_CAPACITY, field.config.phases)) for _ in range(2)]
        if enough(found[0]) != enough(found[1]):
            found.append(load.run(overrun(crowd, TIMES_CAPACITY, field.config.phases)))
    finally:
        load.run(crowd.leave())
    median = sorted(found, key=lambda one: one.share)[(len(found) - 1) // 2]
    notes.figures |= {**median.figures, "rounds": len(found)}
    if not enough(median):
        notes.complaints.append(
            f"{median.goodput_rps:.0f} good answers a second, "
            f"{median.share:.0%} of a capacity of {median.capacity_rps:.0f}"
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
    ),
    Fault(
        name="flood",
        column="flood",
        title="three times as many writes arrive as the stack can do",
        during=flooded,
        refusals=UNAVAILABLE,
        overload=True,
    ),
)
