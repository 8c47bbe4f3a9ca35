"""How many requests there were, and how much of the window was spent in them. Needs no Locust."""

import time
from dataclasses import dataclass
from math import inf
from typing import Any


@dataclass
class Flow:
    """All requests of a load, those too that began before the window or end after it.

    The slowest are likeliest to cross an edge: without them, fewer would seem to have been in
    flight than were. Edges are in `time.perf_counter` seconds.
    """

    begin: float = inf
    end: float = inf
    requests: int = 0
    busy_s: float = 0.0
    """Seconds within the window that were spent in requests, ended well or not."""
    ended: int = 0
    """Requests that ended within the window, well or not."""
    ended_s: float = 0.0
    """Seconds that those took, from their own beginning."""

    def record(self, response_time: float, **_: Any) -> None:
        """Take note of a request that took so many milliseconds; a listener of `request`."""
        now = time.perf_counter()
        self.requests += 1
        if self.begin <= now < self.end:
            self.ended += 1
            self.ended_s += response_time / 1000
        self.busy_s += max(0.0, min(now, self.end) - max(now - response_time / 1000, self.begin))
