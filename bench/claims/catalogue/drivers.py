"""Claims about drivers: which is faster, and whether it matters."""

from typing import Final

from bench.claims.claim import Claim, Experiment, Larger, Same, Times

CLAIMS: Final = (
    Claim(
        name="asyncpg-concurrency",
        source="the async-sqlalchemy driver exploration",
        year=2024,
        said="At high concurrency asyncpg keeps response times lower than synchronous psycopg2.",
        extent=Larger(),
        as_made=Experiment(
            group="read",
            more="fastapi-blocking-psycopg2",
            less="fastapi-asyncpg",
            metric="latency_p95_ms",
            what="64 users read a row; psycopg2 is called straight from FastAPI's event loop, "
            "which it blocks, against asyncpg.",
            only_when="psycopg2 blocks the event loop",
        ),
        as_it_should=Experiment(
            group="read",
            more="flask-psycopg2",
            less="fastapi-asyncpg",
            metric="latency_p95_ms",
            what="The same against psycopg2 where it belongs: Flask on gunicorn, in threads.",
            only_when="psycopg2 has threads, as it should",
        ),
    ),
    Claim(
        name="asyncpg-5-times",
        source="asyncpg's README",
        url="https://github.com/MagicStack/asyncpg#performance",
        year=2023,
        said="asyncpg is 5 times faster than psycopg 3.",
        extent=Times(5),
        as_made=Experiment(
            group="drivers",
            more="psycopg, many rows",
            less="asyncpg, many rows",
            metric="cpu_us",
            what="Hundreds of rows of twelve columns out of `pg_type`, by ten tasks at once: "
            "nearly all of it is decoding values. CPU of the driver's process, for in the source "
            "the database had CPUs to spare.",
            only_when="hundreds of rows are decoded at a time",
        ),
        as_it_should=Experiment(
            group="drivers",
            more="psycopg, one row",
            less="asyncpg, one row",
            metric="cpu_us",
            what="One row by its key, as a web service asks for, by ten tasks at once.",
            only_when="one row is read at a time",
        ),
    ),
    Claim(
        name="driver-irrelevant",
        source="psycopg's issue 448",
        url="https://github.com/psycopg/psycopg/issues/448",
        year=2023,
        said="0.39 ms from the server the driver does not matter: 10,000 queries take psycopg "
        "3.90 s, psycopg2 3.90 and asyncpg 3.94.",
        extent=Same(3.94 / 3.90),
        as_made=Experiment(
            group="drivers at 0.39 ms",
            more="asyncpg alone",
            less="psycopg2 alone",
            what="One row by its key, one query after the other, 0.39 ms from the database.",
            only_when="queries come one after the other",
        ),
        as_it_should=Experiment(
            group="drivers at 0.39 ms",
            more="psycopg, one row",
            less="asyncpg, one row",
            what="The same distance with ten tasks at once, as a service has: while one waits, "
            "others need the CPU.",
            only_when="many queries are under way at once",
        ),
    ),
)
