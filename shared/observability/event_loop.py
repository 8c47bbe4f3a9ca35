"""How late an event loop is, because something kept it from what was due. For METRICS only."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from prometheus_client import Histogram

from shared.observability.metrics import REGISTRY

INTERVAL_S = 0.1
LAG = Histogram(
    "event_loop_lag_seconds",
    "How much later than due an event loop came to what it had to do.",
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5),
    registry=REGISTRY,
)


@asynccontextmanager
async def watched() -> AsyncIterator[None]:
    """Measure the running loop's lag, ten times a second."""

    async def watch() -> None:
        while True:
            due = perf_counter() + INTERVAL_S  # the loop's own clock stands still while it works
            await asyncio.sleep(INTERVAL_S)
            LAG.observe(max(0.0, perf_counter() - due))

    watcher = asyncio.create_task(watch())
    try:
        yield
    finally:
        watcher.cancel()
