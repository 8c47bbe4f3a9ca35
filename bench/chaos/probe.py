"""What can be seen of a served stack from outside: whether it can still use all that it has."""

import asyncio
import time
from typing import Final

from bench.chaos.field import Field
from bench.chaos.wire import request, status_of

SLEEPERS: Final = 3
"""Requests for each connection at first."""
MORE_EVERY_S: Final = 0.5
"""One more for each."""
SLEEP_MS: Final = 100
"""Long beside what else a request takes, short to wait for once enough were seen."""
LOOK_EVERY_S: Final = 0.05
PATIENCE_S: Final = 10.0
HEALTHS: Final = 20
HEALTH_PATIENCE_S: Final = 8.0


def usable_connections(field: Field) -> int:
    """Return how many database connections the stack can use at once, of all workers.

    Slow statements are sent until all that it may hold sleep at the same time, or for so long that
    they never will; more and more of them, for nobody tells which worker gets them, and the kernel
    likes some better. A connection that was lent out and not given back cannot sleep, nor one of a
    worker that hangs.
    """
    most = field.config.capacity.connections
    sleepers = [field.load.start(_sleepers(field, SLEEPERS * most))]
    began = time.monotonic()
    seen = 0
    try:
        while seen < most and (took := time.monotonic() - began) < PATIENCE_S:
            if took > len(sleepers) * MORE_EVERY_S:
                sleepers.append(field.load.start(_sleepers(field, most)))
            time.sleep(LOOK_EVERY_S)
            seen = max(seen, field.postgres.sleeping(field.stack.name))
    finally:
        for group in sleepers:
            group.cancel()
    left_open(field)  # what was sent is still being done: writers would stand in line behind it
    return seen


async def _sleepers(field: Field, number: int) -> None:
    async def again_and_again() -> None:
        while True:
            await status_of(field.place, request("GET", f"/slow?ms={SLEEP_MS}"))
            await asyncio.sleep(0.02)

    async with asyncio.TaskGroup() as group:
        for _ in range(number):
            group.create_task(again_and_again())


def left_open(field: Field) -> tuple[int, int]:
    """Return the stack's connections, and those of them that are not idle, once it is at rest."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        ((held, busy),) = field.postgres.ask(
            "SELECT count(*), count(*) FILTER (WHERE state <> 'idle')"
            " FROM pg_stat_activity WHERE application_name = %s AND state IS NOT NULL",
            field.stack.name,
        )
        fits = not busy and held <= field.config.capacity.connections
        if fits or time.monotonic() > deadline:
            return int(held), int(busy)
        time.sleep(LOOK_EVERY_S)


def silent(field: Field) -> int:
    """Return how many of some `GET /health` on connections of their own stay unanswered."""

    async def ask() -> int:
        asked = (
            status_of(field.place, request("GET", "/health"), HEALTH_PATIENCE_S)
            for _ in range(HEALTHS)
        )
        return sum(status != 200 for status in await asyncio.gather(*asked))

    return field.load.run(ask())


def workers_alive(field: Field) -> int:
    """Return how many workers there are, once there are as many as there should be, or never."""
    deadline = time.monotonic() + PATIENCE_S
    while (alive := len(field.workers())) != field.config.capacity.workers:
        if time.monotonic() > deadline:
            break
        time.sleep(LOOK_EVERY_S)
    return alive
