"""`python -m bench.latency.accuracy [URL]`: how exactly the proxy adds what is asked.

Asks a database trivial queries over several connections, directly and through the proxy in turn,
and prints what the proxy added at the median and at the 95th percentile, and what it costs.
"""

import asyncio
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from statistics import quantiles
from typing import Final

import asyncpg
from rich.console import Console
from rich.table import Table

from bench.cpu_plan import cpu_plan
from bench.database import database
from bench.latency.control import LatencyProxy
from bench.latency.loop import Latency

ASKED_MS: Final = (0.0, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
CONNECTIONS: Final = 8
PAUSE_S: Final = 0.008
"""Mean of each connection's pauses: about a thousand queries a second in all, for a machine that is
full adds queueing of its own."""

BLOCK_S: Final = 0.5
BLOCKS: Final = 4
TOLERANCE: Final = 0.05
TOLERANCE_MS: Final = 0.1


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What was added, in milliseconds, where so much was asked for."""

    asked_ms: float
    p50_ms: float
    p95_ms: float
    cpu_us_per_query: float

    @property
    def error_ms(self) -> float:
        """How far the median is off."""
        return self.p50_ms - self.asked_ms

    @property
    def ok(self) -> bool:
        """Whether that is within the tolerance."""
        return abs(self.error_ms) <= max(TOLERANCE_MS, TOLERANCE * self.asked_ms)


async def block(connections: Sequence[asyncpg.Connection], seconds: float) -> list[float]:
    """Return the milliseconds that queries took, on all connections at a time."""
    random, found = Random(1), []  # noqa: S311  (pauses are no secret)

    async def ask(connection: asyncpg.Connection) -> None:
        until = time.perf_counter() + seconds
        while (begin := time.perf_counter()) < until:
            await connection.fetchval("SELECT 1")
            found.append((time.perf_counter() - begin) * 1_000)
            await asyncio.sleep(random.uniform(0, 2 * PAUSE_S))

    await asyncio.gather(*map(ask, connections))
    return found


async def opened(url: str) -> list[asyncpg.Connection]:
    """Return connections that have their statement prepared."""
    connections = [await asyncpg.connect(url) for _ in range(CONNECTIONS)]
    await block(connections, 0.1)
    return connections


async def measure(
    url: str, proxy: LatencyProxy, asked: Sequence[float], block_s: float = BLOCK_S
) -> list[Accuracy]:
    """Return what the proxy adds where so many milliseconds are asked for."""
    direct, through = await opened(url), await opened(proxy.url)
    found = []
    try:
        for asked_ms in asked:
            proxy.set(Latency(asked_ms))
            plain: list[float] = []
            held: list[float] = []
            used_s = 0.0
            for _ in range(BLOCKS):
                plain += await block(direct, block_s)
                before = proxy.cpu_seconds()
                held += await block(through, block_s)
                used_s += proxy.cpu_seconds() - before
            found.append(
                Accuracy(
                    asked_ms,
                    percentile(held, 50) - percentile(plain, 50),
                    percentile(held, 95) - percentile(plain, 95),
                    used_s * 1e6 / len(held),
                )
            )
    finally:
        for connection in (*direct, *through):
            await connection.close()
    return found


def percentile(values: Sequence[float], percent: int) -> float:
    """Return a percentile."""
    return quantiles(values, n=100)[percent - 1]


def table(found: Sequence[Accuracy]) -> Table:
    """Tabulate for the terminal."""
    shown = Table(title=f"Round trip added by the proxy, {CONNECTIONS} connections (ms)")
    for heading in ("asked", "added p50", "added p95", "error p50", "within", "CPU µs a query"):
        shown.add_column(heading, justify="right")
    for one in found:
        shown.add_row(
            f"{one.asked_ms:g}",
            f"{one.p50_ms:.3f}",
            f"{one.p95_ms:.3f}",
            f"{one.error_ms:+.3f}",
            ("yes" if one.ok else "no") if one.asked_ms else "own cost",
            f"{one.cpu_us_per_query:.0f}",
        )
    return shown


def main(url: str | None = None) -> None:
    """Measure with the proxy where a comparison has it, and print the table."""
    cpus = cpu_plan()
    with database(url, cpus.others) as place, LatencyProxy(place.url, cpus=cpus.others) as proxy:
        found = asyncio.run(measure(place.url, proxy, ASKED_MS))
    Console().print(table(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
