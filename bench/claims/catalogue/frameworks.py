"""Claims about frameworks: Flask, Starlette and FastAPI, with and without an ORM."""

from typing import Final

from bench.claims.claim import Claim, Experiment, Metric, Times

_ROUND: Final = "TechEmpower's run of September 2023"
_PATERSON: Final = "python-web-perf, “Async Python is not faster”"
_PATERSON_URL: Final = "https://calpaterson.com/async-python-is-not-faster.html"


_FULL: Final = (
    "Compared is the app's CPU: servers whose CPUs are full serve the more requests, the less of "
    "it one needs."
)


def _paterson(
    name: str, said: str, claimed: float, metric: Metric, what: str, more: str, less: str
) -> Claim:
    """Return one of the two claims that stand on the same measurement."""
    tuned = {"flask": "flask-psycopg2-raw-4-processes", "fastapi": "fastapi-asyncpg-raw"}
    equal = {"flask": "flask-psycopg2-raw", "fastapi": "fastapi-asyncpg-raw"}
    return Claim(
        name=name,
        source=_PATERSON,
        url=_PATERSON_URL,
        year=2020,
        said=said,
        extent=Times(claimed),
        as_made=Experiment(
            group="read at a rate",
            more=tuned[more],
            less=tuned[less],
            metric=metric,
            what="500 times a second a row is read without an ORM; Flask has four processes of "
            f"one thread for the asynchronous app's one, as 14 against 5 were on four CPUs. {what}",
            only_when="each side has a number of processes of its own",
        ),
        as_it_should=Experiment(
            group="read at a rate",
            more=equal[more],
            less=equal[less],
            metric=metric,
            what="The same with equal processes and connections: one, with eight.",
            only_when="both have as many processes and connections",
        ),
    )


CLAIMS: Final = (
    _paterson(
        "async-latency",
        "“Async Python is not faster”: the P99 of Starlette on uvicorn is 75 ms, that of Flask on "
        "gunicorn 42.",
        75 / 42,
        "latency_p99_ms",
        "Latency counts from the moment at which a request was due.",
        more="fastapi",
        less="flask",
    ),
    _paterson(
        "async-throughput",
        "In the same table Starlette on uvicorn serves 4,952 requests/s, and Flask on gunicorn "
        "3,473.",
        4_952 / 3_473,
        "app_cpu_us_per_request",
        _FULL,
        more="flask",
        less="fastapi",
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
            f"do and most to cost. {_FULL}",
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
            f"Flask, with equal processes and connections. {_FULL}",
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
