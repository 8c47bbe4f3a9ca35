"""`python -m bench.generator.overhead URL`: what recording costs the generator, measured.

One run of 16 users who fetch the URL as fast as they can. Second by second, in turns, requests are
left unrecorded, recorded in HDR histograms as in a trial, and entered in Locust's own table. Keep
the server on other CPUs (`taskset`), or the figures tell about the neighbourhood.
"""

# mypy: untyped-calls-exclude=locust

import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from statistics import median
from typing import Any, Final

import gevent
from locust import FastHttpUser, task
from locust.env import Environment
from locust.stats import RequestStats

from bench.generator.recorder import Recorder
from bench.generator.window import listening
from bench.generator.workloads import NoStats

USERS: Final = 16
ROUNDS: Final = 8
WINDOW_S: Final = 1.0


class Bare(FastHttpUser):
    """The least that a user can do."""

    sent = 0
    url = ""

    @task
    def fetch(self) -> None:
        """Send one request."""
        self.client.get(self.url)
        Bare.sent += 1


def cpu_us_a_request() -> float:
    """Return the CPU of this process a request, in microseconds, over one window."""
    sent, cpu = Bare.sent, time.process_time()
    gevent.sleep(WINDOW_S)
    return (time.process_time() - cpu) * 1e6 / max(Bare.sent - sent, 1)


@contextmanager
def locusts_table(environment: Environment) -> Iterator[None]:
    """Let Locust keep its own table meanwhile."""
    unused, environment.stats = environment.stats, RequestStats()
    yield
    environment.stats = unused


def compare(url: str) -> dict[str, list[float]]:
    """Return microseconds a request by way of recording, a figure for each round."""
    Bare.url = Bare.host = url
    environment = Environment(user_classes=[Bare])
    environment.stats = NoStats()
    recorder = Recorder()
    ways: dict[str, Callable[[], Any]] = {
        "unrecorded": nullcontext,
        "HDR histograms": lambda: listening(environment.events, recorder, recorder.record),
        "Locust's table": lambda: locusts_table(environment),
    }
    runner = environment.create_local_runner()
    runner.start(USERS, spawn_rate=USERS)
    gevent.sleep(WINDOW_S)
    figures: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(ROUNDS):
        for way, recording in ways.items():
            with recording():
                figures[way].append(cpu_us_a_request())
    runner.quit()
    return figures


def main() -> None:
    """Print the medians, and what each way adds to no recording."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m bench.generator.overhead URL")
    logging.disable()  # Locust warns of a busy CPU, which is what we want here
    figures = compare(sys.argv[1])
    least = median(figures["unrecorded"])
    for way, costs in figures.items():
        cost = median(costs)
        sys.stdout.write(f"{way:15} {cost:6.1f} us CPU a request  {cost / least - 1:+6.1%}\n")


if __name__ == "__main__":
    main()
