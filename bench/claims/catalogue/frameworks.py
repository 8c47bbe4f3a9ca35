"""Claims about frameworks: Flask, Starlette and FastAPI, with and without an ORM."""

from typing import Final

from bench.claims.claim import Claim, Experiment, Times

_ROUND: Final = "TechEmpower's run of September 2023"
_PATERSON: Final = "python-web-perf, “Async Python is not faster”"
_PATERSON_URL: Final = "https://calpaterson.com/async-python-is-not-faster.html"


_AT_A_RATE: Final = (
    "Compared is the app's CPU at that rate, with the waking in it that full CPUs are spared."
)


_AS_14_TO_5: Final = (
    "Flask has four processes of one thread for the asynchronous app's one, as 14 against 5 were "
    "on four CPUs."
)
_OF_ITS_OWN: Final = "each side has a number of processes of its own"
_EQUAL: Final = "both have as many processes and connections"

CLAIMS: Final = (
    Claim(
        name="async-latency",
        source=_PATERSON,
        url=_PATERSON_URL,
        year=2020,
        said="“Async Python is not faster”: the P99 of Starlette on uvicorn is 75 ms, that of "
        "Flask on gunicorn 42.",
        extent=Times(75 / 42),
        as_made=Experiment(
            group="read",
            more="fastapi-asyncpg",
            less="flask-psycopg2-4-processes",
            metric="latency_p99_ms",
            what="64 users read a row, enough to keep the app's CPUs busy; through the ORM, unlike "
            "there, for without one two cores cannot measure it. " + _AS_14_TO_5,
            only_when=_OF_ITS_OWN,
        ),
        as_it_should=Experiment(
            group="read",
            more="fastapi-asyncpg",
            less="flask-psycopg2",
            metric="latency_p99_ms",
            what="The same with equal processes and connections: one, with eight.",
            only_when=_EQUAL,
        ),
    ),
    Claim(
        name="async-throughput",
        source=_PATERSON,
        url=_PATERSON_URL,
        year=2020,
        said="In the same table Starlette on uvicorn serves 4,952 requests/s, and Flask on "
        "gunicorn 3,473.",
        extent=Times(4_952 / 3_473),
        as_made=Experiment(
            group="read at a rate",
            more="flask-psycopg2-raw-4-processes",
            less="fastapi-asyncpg-raw",
            metric="app_cpu_us_per_request",
            what=f"500 times a second a row is read without an ORM. {_AS_14_TO_5} {_AT_A_RATE}",
            only_when=_OF_ITS_OWN,
        ),
        as_it_should=Experiment(
            group="read at a rate",
            more="flask-psycopg2-raw",
            less="fastapi-asyncpg-raw",
            metric="app_cpu_us_per_request",
            what="The same with equal processes and connections: one, with eight.",
            only_when=_EQUAL,
        ),
    ),
    Claim(
        name="orm-outweighs-async",
        source=_ROUND,
        url="https://www.techempower.com/benchmarks/",
        year=2023,
        said="FastAPI serves 71,300 requests/s with asyncpg alone, and 18,000 with SQLAlchemy's "
        "asynchronous ORM: a quarter.",
        extent=Times(71_300 / 18_000),
        as_made=Experiment(
            group="read at a rate",
            more="fastapi-asyncpg",
            less="fastapi-asyncpg-raw",
            metric="app_cpu_us_per_request",
            what="500 times a second one row is read: the request in which an ORM has least to "
            f"do and most to cost. {_AT_A_RATE}",
            only_when="a request reads one row",
        ),
        as_it_should=Experiment(
            group="feed at a rate",
            more="fastapi-asyncpg",
            less="fastapi-asyncpg-raw",
            metric="app_cpu_us_per_request",
            what="100 times a second 20 posts are read, with authors and toys: a request of the "
            "kind that one takes an ORM for.",
            only_when="a request reads entities with their relations",
        ),
    ),
    Claim(
        name="sync-orm-overtakes",
        source=_ROUND,
        url="https://www.techempower.com/benchmarks/",
        year=2023,
        said="With an ORM Flask overtakes FastAPI: 26,400 requests/s against 18,000.",
        extent=Times(26_400 / 18_000),
        as_made=Experiment(
            group="read at a rate",
            more="fastapi-asyncpg",
            less="flask-psycopg2",
            metric="app_cpu_us_per_request",
            what="500 times a second a row is read through SQLAlchemy's ORM, in FastAPI and in "
            f"Flask, with equal processes and connections. {_AT_A_RATE}",
            only_when="both sides go through an ORM",
        ),
        as_it_should=Experiment(
            group="read at a rate",
            more="fastapi-asyncpg-raw",
            less="flask-psycopg2-raw",
            metric="app_cpu_us_per_request",
            what="The same without the ORM on either side: whether it was the ORM that turned it.",
            only_when="neither side has an ORM",
        ),
    ),
    Claim(
        name="def-endpoints",
        source="FastAPI's users",
        said="`def` endpoints in FastAPI stall at 40 concurrent requests: those beyond wait for a "
        "whole turn.",
        extent=Times(2),
        as_made=Experiment(
            group="def endpoints",
            more="80 at once",
            less="40 at once",
            metric="burst_ms",
            what="80 requests at once to a `def` endpoint that waits for 100 ms, against 40.",
            only_when="the limit of 40 threads is left as it comes",
        ),
        as_it_should=Experiment(
            group="def endpoints",
            more="80 at once, 80 threads",
            less="40 at once, 80 threads",
            metric="burst_ms",
            what="The same after one line: `current_default_thread_limiter().total_tokens = 80`.",
            only_when="there are as many threads as requests",
        ),
    ),
)
