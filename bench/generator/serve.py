"""Serves trials over pipes; `__main__` says how."""

import gc
import json
import logging
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any, TextIO

import gevent
from gevent.fileobject import FileObject
from gevent.pool import Pool

from bench.errors import UserError
from bench.generator.run import run
from bench.generator.trial import Trial
from bench.generator.window import Emit
from bench.generator.workloads import Workloads

DEFAULT_LOCUSTFILE = Path(__file__).parents[2] / "locustfile.py"


def main() -> None:
    """Serve trials until there are no more."""
    for number in (signal.SIGTERM, signal.SIGINT):
        gevent.signal_handler(number, sys.exit)
    logging.getLogger("locust").setLevel(logging.CRITICAL)  # errors go into the report
    out = private_stdout()

    def emit(event: dict[str, Any]) -> None:
        out.write(json.dumps(event) + "\n")
        out.flush()

    try:
        workloads = Workloads(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_LOCUSTFILE)
    except UserError as error:
        emit({"event": "error", "message": str(error)})
        sys.exit(2)
    gc.freeze()  # what is loaded now stays; the collector need not look at it in each trial
    emit({"event": "ready"})
    trials = Pool(1)
    for line in FileObject(sys.stdin.fileno(), "rb", close=False):
        trials.spawn(lambda line: emit(answer(workloads, line, emit)), line)


def answer(workloads: Workloads, line: bytes, emit: Emit) -> dict[str, Any]:
    """Run the trial that a line describes, and return its last event."""
    try:
        return {"event": "result", **run(workloads, Trial(**json.loads(line)), emit)}
    except UserError as error:
        return {"event": "error", "message": str(error)}
    except Exception as error:
        traceback.print_exc()
        return {"event": "error", "message": f"The load generator failed: {error!r}."}


def private_stdout() -> TextIO:
    """Keep stdout for events: what a locustfile prints goes to stderr."""
    events = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return events
