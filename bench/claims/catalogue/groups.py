"""The groups: cells that are measured in turns, so that their figures can be paired."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bench.comparison.config import Load
from bench.servers import ROOT
from bench.stack_file import CustomStack
from bench.stacks import STACKS, Stack

CROWD: Final = Load(users=64)
"""Enough for "high concurrency": eight times the connections that a stack may hold."""

RATE: Final = Load(rate=500.0)
"""So many requests a second as each stack can serve on one CPU, and the load generator can ask for
where it shares one with the database: without an ORM, a stack that is asked for all it can do
keeps the generator from that CPU, and such trials do not count."""

FEED_RATE: Final = Load(rate=100.0)
"""The same for a request that costs some milliseconds."""


@dataclass(frozen=True, kw_only=True)
class InProcess:
    """Calls of one process, in blocks: of `bench.claims.child.<module>`, by so many tasks."""

    name: str
    module: str
    cells: Mapping[str, int]
    """The tasks that make a call at once, by the call's name."""
    world: Literal["sync", "aio"] = "sync"
    driver: str = "psycopg2"
    db_latency_ms: float | None = None
    """Round trip to the database that a proxy adds; None without a proxy."""
    writes: bool = False
    least: int = 3
    """The fewest calls of a block."""
    weight: float = 4.0
    """About how many seconds it wants, of the default budget."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """Stacks under a workload, in trials; a cell is a stack's name."""

    name: str
    workload: str
    stacks: tuple[Stack | CustomStack, ...]
    load: Load = CROWD
    weight: float = 30.0

    @property
    def cells(self) -> Mapping[str, int]:
        """The stacks' names."""
        return dict.fromkeys((stack.name for stack in self.stacks), 1)


@dataclass(frozen=True, kw_only=True)
class Bursts:
    """Requests at once to the app with a `def` endpoint: a cell is (requests, threads)."""

    name: str
    bursts: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    weight: float = 8.0

    @property
    def cells(self) -> Mapping[str, int]:
        """The cells' names."""
        return dict.fromkeys(self.bursts, 1)


Group = InProcess | Served | Bursts

TASKS: Final = 10

FOUR_PROCESSES: Final = CustomStack(
    name="flask-psycopg2-raw-4-processes",
    folder=ROOT,
    command_line=("{python}", "-m", "sync_app", "--host", "127.0.0.1", "--port", "{port}"),
    variables=(
        *(("DRIVER", "psycopg2"), ("STYLE", "raw"), ("SERVER", "gunicorn")),
        *(("WORKERS", "4"), ("THREADS", "1"), ("POOL_SIZE", "2")),
        ("APPLICATION_NAME", "flask-psycopg2-raw-4-processes"),
    ),
    framework="flask",
    server="gunicorn",
    driver="psycopg2",
    style="raw",
)
"""What one app may be tuned to by itself, while another has one process."""

GROUPS: Final[Mapping[str, Group]] = {
    group.name: group
    for group in (
        InProcess(
            name="async ORMs",
            module="async_orms",
            world="aio",
            driver="asyncpg",
            cells={"SQLAlchemy": 1, "SQLAlchemy without BEGIN": 1, "Tortoise": 1},
        ),
        InProcess(
            name="one row",
            module="one_row",
            cells={
                "psycopg2 cursor": 1,
                "ORM session": 1,
                "psycopg2 with its pool": 1,
                "ORM without BEGIN": 1,
            },
        ),
        InProcess(
            name="three-way join",
            module="three_way_join",
            cells={"psycopg2 rows": 1, "ORM rows": 1, "psycopg2 feed": 1, "ORM entities": 1},
        ),
        InProcess(
            name="1,000 inserts",
            module="inserts",
            cells={"executemany": 1, "execute_values": 1, "ORM bulk": 1, "Core": 1},
            writes=True,
            least=1,
            weight=8.0,
        ),
        InProcess(
            name="100 parents",
            module="parents",
            cells={"lazy": 1, "joined": 1, "selectin": 1},
            least=1,
        ),
        InProcess(
            name="connections",
            module="connections",
            cells={"new": 1, "reused": 1, "NullPool": 1, "pool": 1},
        ),
        InProcess(name="pre-ping", module="pre_ping", cells={"pre-ping": 1, "no pre-ping": 1}),
        InProcess(
            name="pre-ping at 10 ms",
            module="pre_ping",
            cells={"pre-ping": 1, "no pre-ping": 1},
            db_latency_ms=10.0,
        ),
        InProcess(
            name="drivers",
            module="drivers",
            world="aio",
            driver="asyncpg",
            cells={
                "asyncpg, many rows": TASKS,
                "psycopg, many rows": TASKS,
                "asyncpg, one row": TASKS,
                "psycopg, one row": TASKS,
            },
        ),
        InProcess(
            name="drivers at 0.39 ms",
            module="drivers",
            world="aio",
            driver="asyncpg",
            cells={
                "psycopg2 alone": 1,
                "asyncpg alone": 1,
                "asyncpg, one row": TASKS,
                "psycopg, one row": TASKS,
            },
            db_latency_ms=0.39,
        ),
        Served(
            name="read",
            workload="read",
            stacks=(
                STACKS["fastapi-blocking-psycopg2"],
                STACKS["flask-psycopg2"],
                STACKS["fastapi-asyncpg"],
            ),
            weight=50.0,
        ),
        Served(
            name="read at a rate",
            workload="read",
            stacks=(
                STACKS["flask-psycopg2"],
                STACKS["fastapi-asyncpg"],
                STACKS["flask-psycopg2-raw"],
                FOUR_PROCESSES,
                STACKS["fastapi-asyncpg-raw"],
            ),
            load=RATE,
            weight=80.0,
        ),
        Served(
            name="feed at a rate",
            workload="feed",
            stacks=(STACKS["fastapi-asyncpg"], STACKS["fastapi-asyncpg-raw"]),
            load=FEED_RATE,
        ),
        Bursts(
            name="def endpoints",
            bursts={
                "40 at once": (40, 0),
                "80 at once": (80, 0),
                "40 at once, 80 threads": (40, 80),
                "80 at once, 80 threads": (80, 80),
            },
        ),
    )
}
