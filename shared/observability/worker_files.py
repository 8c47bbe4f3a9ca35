"""The files in which workers keep their metrics, one for each worker and kind of metric.

So `prometheus_client` does it in multiprocess mode: any worker can tell of all. What it leaves
open is done here: files of workers that ended, and files that are not yet sized.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

ENDED = "ended"
"""Stands for the process in the name of the file with what all ended ones have counted."""
GAUGE = "gauge"
HEADER_BYTES = 8


class WorkerFiles(Collector):
    """Collects what all workers have counted."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def registry(self) -> CollectorRegistry:
        """Return a registry of just this."""
        registry = CollectorRegistry()
        registry.register(self)
        return registry

    def collect(self) -> Iterable[Metric]:
        """Return every metric, summed over the workers or, where that says nothing, for each."""
        with self._alone():
            self._tidy()
            files = [str(file) for file in self._folder.glob("*.db") if is_sized(file)]
            merged: Iterable[Metric] = MultiProcessCollector.merge(files)
            return merged

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other workers from tidying meanwhile."""
        with (self._folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _tidy(self) -> None:
        """Move what ended workers have counted into one file; what they had in hand is gone.

        Dropped, their counts would make sums go down; kept, each restart would leave files.
        """
        for file in self._folder.glob("*.db"):
            kind, *_, process = file.stem.split("_")
            if process == ENDED or runs(int(process)):
                continue
            if kind != GAUGE and is_sized(file):
                add(file, self._folder / f"{kind}_{ENDED}.db")
            file.unlink()


def is_sized(file: Path) -> bool:
    """Return whether a worker has got as far as giving its new file a size."""
    return file.stat().st_size >= HEADER_BYTES


def runs(process: int) -> bool:
    """Return whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def add(file: Path, total: Path) -> None:
    """Add each count of one file to those of another."""
    sums = MmapedDict(str(total))
    try:
        for key, value, _, _ in MmapedDict.read_all_values_from_file(str(file)):
            sums.write_value(key, sums.read_value(key)[0] + value, 0.0)
    finally:
        sums.close()
