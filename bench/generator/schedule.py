"""When visits are meant to start in an open loop; pure."""

import random
from collections.abc import Iterator
from itertools import count

from bench.generator.trial import Arrivals


def intended_starts(rate: float, arrivals: Arrivals, seed: int) -> Iterator[float]:
    """Yield the seconds after the beginning at which visits are meant to start, without end.

    `rate` is visits a second. Constant arrivals are 1/rate apart. Those of a Poisson process are
    exponentially distributed apart, with the same mean, as those of many people who do not know of
    each other. The same seed gives the same schedule.
    """
    if arrivals == "constant":
        yield from (number / rate for number in count(1))
    dice = random.Random(seed)  # noqa: S311  (no secret)
    start = 0.0
    while True:
        start += dice.expovariate(rate)
        yield start


def offered_between(starts: Iterator[float], begin: float, end: float) -> int:
    """Return how many of the ascending `starts` lie in [begin, end)."""
    offered = 0
    for start in starts:
        if start >= end:
            break
        offered += start >= begin
    return offered
