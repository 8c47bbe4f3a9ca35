"""Claims about ORMs: how much slower than the driver, than each other, than themselves."""

from typing import Final

from bench.claims.claim import Claim, Experiment, Times

_GUIDE: Final = "a comparison of psycopg2 and SQLAlchemy"

CLAIMS: Final = (
    Claim(
        name="tortoise-faster",
        source="a guide to testing FastAPI with ORMs",
        year=2025,
        said="Tortoise ORM is 15 % faster than SQLAlchemy 2 async: 2.4 ms and 412 queries/s "
        "against 2.8 ms and 357.",
        extent=Times(412 / 357),
        as_made=Experiment(
            group="async ORMs",
            more="SQLAlchemy",
            less="Tortoise",
            what="One row by its key; an `AsyncSession` as it comes, with a BEGIN before and a "
            "ROLLBACK after, against Tortoise, which sends neither.",
            only_when="SQLAlchemy wraps a read in a transaction and Tortoise does not",
        ),
        as_it_should=Experiment(
            group="async ORMs",
            more="SQLAlchemy without BEGIN",
            less="Tortoise",
            what="The same row by one statement on both sides, through this project's "
            "repositories, each the way its ORM is best used.",
            only_when="both send one statement and nothing else",
        ),
    ),
    Claim(
        name="orm-select",
        source=_GUIDE,
        year=2025,
        said="A simple SELECT takes the ORM 21 % longer: 0.63 ms against psycopg2's 0.52.",
        extent=Times(0.63 / 0.52),
        as_made=Experiment(
            group="one row",
            more="ORM session",
            less="psycopg2 cursor",
            what="One row by its key; a new `Session` with its transaction and a connection from "
            "the pool against a cursor on a connection that is held.",
            only_when="psycopg2 keeps its connection and the ORM opens a session each time",
        ),
        as_it_should=Experiment(
            group="one row",
            more="ORM without BEGIN",
            less="psycopg2 with its pool",
            what="The same row by one statement, each with its own pool and neither with a "
            "transaction around it.",
            only_when="both have a pool and neither a transaction",
        ),
    ),
    Claim(
        name="orm-join",
        source=_GUIDE,
        year=2025,
        said="A three-way join takes the ORM 12 % longer: 13.8 ms against 12.3.",
        extent=Times(13.8 / 12.3),
        as_made=Experiment(
            group="three-way join",
            more="ORM rows",
            less="psycopg2 rows",
            what="1,000 rows of four columns out of posts, users and toys, as plain rows on both "
            "sides: the ORM makes no entities.",
            only_when="the ORM is asked for plain rows",
        ),
        as_it_should=Experiment(
            group="three-way join",
            more="ORM entities",
            less="psycopg2 feed",
            what="20 posts with their authors and toys as objects, which is what an ORM is for, "
            "against the same answer made from psycopg2's rows.",
            only_when="the rows become objects on both sides",
        ),
    ),
    *(
        Claim(
            name=name,
            source=_GUIDE,
            year=2025,
            said=f"1,000 inserts take psycopg2's `executemany` 100 ms, and {title} {ms}.",
            extent=Times(ms / 100),
            as_made=Experiment(
                group="1,000 inserts",
                more=cell,
                less="executemany",
                what="1,000 rows in one transaction; `executemany` sends them one by one, and "
                "SQLAlchemy puts many into a statement.",
                only_when="psycopg2 sends row by row",
            ),
            as_it_should=Experiment(
                group="1,000 inserts",
                more=cell,
                less="execute_values",
                what="The same with many rows a statement on both sides, by psycopg2's "
                "`execute_values`.",
                only_when="both put many rows into a statement",
            ),
        )
        for name, title, cell, ms in (
            ("orm-inserts", "the ORM's bulk insert", "ORM bulk", 120),
            ("core-inserts", "SQLAlchemy Core", "Core", 105),
        )
    ),
    Claim(
        name="n-plus-one",
        source=_GUIDE,
        year=2025,
        said="N+1 over 100 parents takes 50 to 100 ms, a join 5 to 10: ten times as long.",
        extent=Times(10),
        as_made=Experiment(
            group="100 parents",
            more="lazy",
            less="joined",
            what="100 users with their toys, loaded one by one, against `joinedload`.",
            only_when="the other way is a join, which repeats each parent for every child",
        ),
        as_it_should=Experiment(
            group="100 parents",
            more="lazy",
            less="selectin",
            what="The same against `selectinload`, two statements without repeated parents.",
            only_when="the other way is `selectinload`",
        ),
    ),
)
