"""One trial: a window of load on one served stack, and everything read at its edges."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import psycopg

from bench.comparison.config import FLOOR, WRITES, RunConfig
from bench.comparison.schedule import Slot
from bench.database import Database
from bench.dataset import Dataset, restore, row_counts
from bench.generator.client import Generator
from bench.generator.trial import Trial as Order
from bench.results import Trial
from bench.servers import Server
from bench.validity import Facts, reasons


@dataclass(frozen=True)
class Ground:
    """Where trials take place: servers kept warm, one database, one generator."""

    config: RunConfig
    database: Database
    dataset: Dataset
    servers: Mapping[str, Server]
    generator: Generator
    statements: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Statements a request by (stack, workload), where they could be counted."""


class CpuMeters:
    """CPU seconds of app and database at the window's edges; None where they cannot be read."""

    def __init__(self, server: Server, database: Database) -> None:
        self._read = (server.cpu_seconds, database.cpu_seconds)
        self._begin: list[float | None] = []
        self._end: list[float | None] = []

    def start(self) -> None:
        """Note the first edge."""
        self._begin = [read() for read in self._read]

    def stop(self) -> None:
        """Note the second edge."""
        self._end = [read() for read in self._read]

    def us_per(self, requests: int) -> list[float | None]:
        """Return microseconds a request, of the app and of the database."""
        return [
            (end - begin) * 1e6 / requests
            if begin is not None and end is not None and requests
            else None
            for begin, end in zip(self._begin, self._end, strict=True)
        ]


def order(ground: Ground, slot: Slot) -> Order:
    """Return what the generator is told for `slot`."""
    config = ground.config
    return Order(
        host=ground.servers[slot.stack].url,
        workload=slot.workload,
        users=config.users,
        warmup_s=config.warmup_s,
        duration_s=config.floor_window_s if slot.workload == FLOOR else config.window_s,
        seed=config.seed + slot.round,
        think_min=config.think_time_s[0],
        think_max=config.think_time_s[1],
        dataset_users=ground.dataset.users,
        dataset_toys=ground.dataset.toys,
    )


def measure(ground: Ground, slot: Slot) -> Trial:
    """Run one trial, and put the tables back if it wrote."""
    server, url = ground.servers[slot.stack], ground.database.url
    found = row_counts(url)
    meters = CpuMeters(server, ground.database)
    started_at = datetime.now(UTC)
    load = ground.generator.run_trial(
        order(ground, slot),
        on_window_start=meters.start,
        on_window_end=meters.stop,
    )
    connections = connections_of(url, slot.stack)
    if slot.workload in WRITES:
        restore(url, ground.dataset)
    expected = ground.dataset.row_counts
    # the floor is measured for its CPU: there the generator may be slower than the app
    contest = slot.workload in ground.config.workloads
    thinking = any(ground.config.think_time_s)
    facts = Facts(
        requests=load.requests,
        errors=load.errors,
        error_examples=load.error_examples,
        generator_cpu_fraction=load.generator_cpu_fraction if contest else None,
        littles_law_error=load.littles_law_error if contest and not thinking else None,
        connections=connections,
        connection_budget=ground.config.capacity.connections,
        row_counts={table: (expected[table], found[table]) for table in expected},
    )
    why = reasons(facts)
    app_us, database_us = meters.us_per(load.requests + load.errors)
    return Trial(
        stack=slot.stack,
        workload=slot.workload,
        round=slot.round,
        valid=not why,
        reasons=tuple(why),
        duration_s=load.duration_s,
        requests=load.requests,
        errors=load.errors,
        throughput_rps=load.throughput_rps,
        latency_ms=load.latency_ms,
        app_cpu_us_per_request=app_us,
        db_cpu_us_per_request=database_us,
        generator_cpu_fraction=load.generator_cpu_fraction,
        peak_rss_mib=server.peak_rss_mib(),
        connections=connections,
        statements_per_request=ground.statements.get((slot.stack, slot.workload)),
        users=ground.config.users,
        littles_law_error=load.littles_law_error,
        histogram=load.histogram,
        latency_ms_by_request=load.latency_ms_by_request,
        started_at=started_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    )


def connections_of(url: str, stack: str) -> int:
    """Return how many connections to the database a stack holds."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE application_name = %s", [stack]
        ).fetchall()
    return len(rows)
