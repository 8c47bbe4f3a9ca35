"""Our Flask app with more CPU work a request, for a comparison that has to find it.

`python planted.py --port P` serves like `python -m sync_app`, same options, same settings; besides,
each request burns `PLANTED_CPU_US` microseconds. See docs/decisions/planted-difference.md.
"""

import os
import sys
from collections.abc import Callable, Iterable
from functools import partial
from statistics import median
from time import thread_time_ns
from typing import Any

from flask import Flask

from shared.launch import main
from shared.settings import Settings
from sync_app.app import create_app
from sync_app.servers import check, serve


class BurnsCpu:
    """WSGI middleware: about `cpu_us` microseconds of work before each request is handled.

    The work is a loop of fixed length, as long as it takes when the worker starts. To ask the clock
    in each turn would be simpler, but was seen to cost more than the clock says.
    """

    def __init__(self, wsgi_app: Callable[..., Iterable[bytes]], cpu_us: float) -> None:
        self._wsgi_app = wsgi_app
        self._turns = round(cpu_us * 1_000 / nanoseconds_a_turn())

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Burn, then handle the request."""
        turn(self._turns)
        return self._wsgi_app(environ, start_response)


def turn(times: int) -> None:
    """Do nothing, so many times."""
    for _ in range(times):
        pass


def nanoseconds_a_turn(times: int = 2_000, samples: int = 101) -> float:
    """Return the CPU time of a turn on this thread: the median of some samples."""
    taken = []
    for _ in range(samples):
        begin = thread_time_ns()
        turn(times)
        taken.append(thread_time_ns() - begin)
    return median(taken) / times


def create_planted_app(settings: Settings, cpu_us: float) -> Flask:
    """Return the app of `sync_app` behind the middleware."""
    app = create_app(settings)
    app.wsgi_app = BurnsCpu(app.wsgi_app, cpu_us)  # type: ignore[method-assign]
    return app


def planted_cpu_us() -> float:
    """Read `PLANTED_CPU_US`; exit with a sentence when it is missing or no number."""
    try:
        return float(os.environ["PLANTED_CPU_US"])
    except (KeyError, ValueError):
        sys.exit("PLANTED_CPU_US must be set to microseconds of CPU a request, such as 43.")


if __name__ == "__main__":
    serve_planted = partial(serve, make_app=partial(create_planted_app, cpu_us=planted_cpu_us()))
    main("planted", serve_planted, check)
