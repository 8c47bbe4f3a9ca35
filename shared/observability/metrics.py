"""Prometheus metrics of a process, and their exposition. Imported only where METRICS ask for it.

`prometheus_client` decides when it is imported whether workers share a folder of files
(`shared.observability.worker_files`); without one, a process tells of itself alone.
"""

import os
from pathlib import Path

from prometheus_client import CollectorRegistry, Gauge, Histogram
from prometheus_client.exposition import choose_encoder

from shared.observability.request import ObservedRequest
from shared.observability.worker_files import WorkerFiles
from shared.observability.worker_folder import FOLDER

REGISTRY = CollectorRegistry()
REQUEST_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Histogram(
    "http_request_duration_seconds",
    "Time from a request's arrival in the app to its answer.",
    ("method", "route", "status"),
    buckets=REQUEST_BUCKETS_S,
    registry=REGISTRY,
)
IN_FLIGHT = Gauge(
    "http_requests_in_flight",
    "Requests that have no answer yet.",
    multiprocess_mode="livesum",
    registry=REGISTRY,
)
POOL_SIZE = Gauge(
    "db_pool_size",
    "Database connections that a process may have at most.",
    multiprocess_mode="liveall",
    registry=REGISTRY,
)
POOL_IN_USE = Gauge(
    "db_pool_in_use",
    "Database connections that something in a process works with.",
    multiprocess_mode="liveall",
    registry=REGISTRY,
)
POOL_WAITERS = Gauge(
    "db_pool_waiters",
    "Takers of a database connection that have none yet; one may be being opened for them.",
    multiprocess_mode="liveall",
    registry=REGISTRY,
)


def request_began() -> None:
    """Count a request as in flight."""
    IN_FLIGHT.inc()


def request_ended(request: ObservedRequest, status: int) -> None:
    """Count a request that was answered."""
    IN_FLIGHT.dec()
    REQUESTS.labels(request.method, request.route, status).observe(request.duration_s)


def exposition(accepted: str) -> tuple[bytes, str]:
    """Return the metrics of all workers in the form that an `Accept` header asks for, and its type.

    Reads and writes files.
    """
    encode, content_type = choose_encoder(accepted)
    folder = os.environ.get(FOLDER)
    return encode(WorkerFiles(Path(folder)).registry() if folder else REGISTRY), content_type
