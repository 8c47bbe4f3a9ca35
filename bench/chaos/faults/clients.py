"""Clients that are slow, silent or say too much."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from bench.chaos.faults.fault import Fault, Notes, NotTried
from bench.chaos.files import may_open
from bench.chaos.wire import Lost, Wire, dial, once, request

if TYPE_CHECKING:
    from bench.chaos.field import Field

SLOW: Final = 40
IDLE: Final = 1_000
IDLE_AT_ONCE: Final = 50
MIB: Final = 2**20
BULK_MOST: Final = 16 * MIB


@contextmanager
def slow_clients(field: "Field", _: Notes) -> Iterator[None]:
    """Let some clients send a request's bytes one a second."""

    async def dribble() -> None:
        wire = await dial(field.place)
        try:
            for byte in request("POST", "/users", b'{"name": "slow"}'):
                if not wire.open or wire.transport is None:
                    return
                wire.transport.write(bytes([byte]))
                await asyncio.sleep(1.0)
        finally:
            wire.close()

    clients = [field.load.start(dribble()) for _ in range(SLOW)]
    try:
        yield
    finally:
        for client in clients:
            client.cancel()


@contextmanager
def idle_connections(field: "Field", notes: Notes) -> Iterator[None]:
    """Hold connections that say nothing."""
    if not may_open(2 * IDLE):
        raise NotTried(f"a process may not open {2 * IDLE} files here (ulimit -n)")

    async def open_all() -> list[Wire]:
        found: list[Wire] = []
        while len(found) < IDLE:
            found += await asyncio.gather(*(dial(field.place) for _ in range(IDLE_AT_ONCE)))
        return found

    try:
        wires = field.load.run(open_all())
    except Lost as lost:
        notes.complaints.append(f"a connection was refused: {lost}")
        yield
        return
    yield
    notes.figures["idle_connections"] = sum(wire.open for wire in wires)

    async def close_all() -> None:
        for wire in wires:
            wire.close()

    field.load.run(close_all())


@contextmanager
def bodies_at_the_limit(field: "Field", notes: Notes) -> Iterator[None]:
    """Send bodies that are just short enough, and a byte too long."""
    place, writes = field.place, field.load.writes

    async def send() -> list[tuple[str, int | None, int]]:
        fitting = await writes.make(lambda raw: once(place, raw), padded_to=MIB)
        longer = await writes.make(lambda raw: once(place, raw), padded_to=MIB + 1)
        bulk = b'[{"name": "bulk"}]'.ljust(BULK_MOST + 1)
        try:
            refused = (await once(place, request("POST", "/toys/bulk", bulk))).status
        except Lost:
            refused = None
        return [
            ("of 1 MiB", fitting.status, 201),
            ("a byte longer than 1 MiB", longer.status, 413),
            ("a byte longer than 16 MiB", refused, 413),
        ]

    for what, status, wanted in field.load.run(send()):
        if status != wanted:
            notes.complaints.append(f"a body {what} got {status or 'no answer'}, not {wanted}")
    yield


FAULTS: Final = (
    Fault(
        name="slow-client",
        column="slow",
        title=f"{SLOW} clients send a byte a second",
        during=slow_clients,
        through_line=False,
    ),
    Fault(
        name="idle-connections",
        column="idle",
        title=f"{IDLE:,} connections are open and silent",
        during=idle_connections,
        through_line=False,
    ),
    Fault(
        name="body-limits",
        column="body",
        title="bodies at the limit and a byte over it",
        during=bodies_at_the_limit,
        refusals=frozenset({413}),
        through_line=False,
    ),
)
