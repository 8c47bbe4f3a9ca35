"""Claims about what connections cost."""

from typing import Final

from bench.claims.claim import Claim, Experiment, MoreMs, Times

_NOTES: Final = "the notes of sqlalchemy-tutorial"

CLAIMS: Final = (
    Claim(
        name="new-connection",
        source=_NOTES,
        said="A new connection costs 20 times a reused one.",
        extent=Times(20),
        as_made=Experiment(
            group="connections",
            more="new",
            less="reused",
            what="`psycopg2.connect`, `SELECT 1` and close, against `SELECT 1` on a connection "
            "that is held.",
            only_when="the query is the smallest there is, and asked of the driver itself",
        ),
        as_it_should=Experiment(
            group="connections",
            more="NullPool",
            less="pool",
            what="One row by its key through a SQLAlchemy engine: with `NullPool`, so that each "
            "use connects anew, against its pool.",
            only_when="the query and the pool that a service has are counted in",
        ),
    ),
    Claim(
        name="pre-ping",
        source=_NOTES,
        said="Pre-ping costs 10 ms each time a connection is taken.",
        extent=MoreMs(10),
        as_made=Experiment(
            group="pre-ping",
            more="pre-ping",
            less="no pre-ping",
            what="`SELECT 1` through a SQLAlchemy engine with `pool_pre_ping` and without, on a "
            "database in the same machine.",
            only_when="the database is in the same machine",
        ),
        as_it_should=Experiment(
            group="pre-ping at 10 ms",
            more="pre-ping",
            less="no pre-ping",
            what="The same at a known distance, for a ping is a round trip: 10 ms to the database.",
            only_when="the database is 10 ms away",
        ),
    ),
)
