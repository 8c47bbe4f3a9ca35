"""The folder in which workers keep their metrics, for as long as their server runs.

To be made before `prometheus_client` is imported, which looks for it then.
"""

import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The environment variable that `prometheus_client` looks for."""


@contextmanager
def worker_folder() -> Iterator[None]:
    """Make the folder, tell this process and its children, and remove it in the end.

    One that the environment names already is used as it is, and kept.
    """
    if FOLDER in os.environ:
        yield
        return
    made = os.environ[FOLDER] = tempfile.mkdtemp(prefix="crossover-metrics-")
    maker = os.getpid()
    # uvicorn with one process ends by the signal itself, as if it had caught none
    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        if os.getpid() == maker:  # gunicorn's workers leave this way too
            signal.signal(signal.SIGTERM, before)
            del os.environ[FOLDER]
            shutil.rmtree(made, ignore_errors=True)


def leave(number: int, _: object) -> NoReturn:
    """End the process in good order, with the code that a shell gives to a signal."""
    sys.exit(128 + number)
