"""The groups that experiments compare the cells of."""

from collections.abc import Mapping
from typing import Final

from bench.claims.group import Bursts, Group, InProcess, Served
from bench.comparison.config import Load
from bench.servers import ROOT
from bench.stack_file import CustomStack
from bench.stacks import STACKS

RATE: Final = Load(rate=500.0)
"""So many requests a second as each stack can serve on one CPU, and the load generator can ask for
where it shares one with the database: without an ORM, a stack that is asked for all it can do
keeps the generator from that CPU, and such trials do not count. A request's CPU has waking in it
there: docs/decisions/queueing-model.md."""

FEED_RATE: Final = Load(rate=100.0)
"""The same for a request that costs some milliseconds."""

TASKS: Final = 10


def four_processes(name: str, style: str) -> CustomStack:
    """Return Flask on psycopg2 as one app may be tuned by itself, while another has one process."""
    return CustomStack(
        name=name,
        folder=ROOT,
        command_line=("{python}", "-m", "sync_app", "--host", "127.0.0.1", "--port", "{port}"),
        variables=(
            *(("DRIVER", "psycopg2"), ("STYLE", style), ("SERVER", "gunicorn")),
            *(("WORKERS", "4"), ("THREADS", "1"), ("POOL_SIZE", "2")),
            ("APPLICATION_NAME", name),
        ),
        framework="flask",
        server="gunicorn",
        driver="psycopg2",
        style=style,
    )


FOUR_PROCESSES: Final = four_processes("flask-psycopg2-4-processes", "orm")
FOUR_RAW_PROCESSES: Final = four_processes("flask-psycopg2-raw-4-processes", "raw")

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
                FOUR_PROCESSES,
                STACKS["fastapi-asyncpg"],
            ),
            weight=60.0,
        ),
        Served(
            name="read at a rate",
            workload="read",
            stacks=(
                STACKS["flask-psycopg2"],
                STACKS["fastapi-asyncpg"],
                STACKS["flask-psycopg2-raw"],
                FOUR_RAW_PROCESSES,
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
