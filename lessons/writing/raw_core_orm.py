"""Raw, Core and ORM side by side.

The same two tasks in three styles: read a thousand users, and create one with toys. The driver
alone is quickest, and leaves it to you to name columns and to keep the links in order. Core spares
the text. The ORM makes objects, which costs time for each row, and keeps the links by itself. All
three go through one transaction, and can be mixed.

See: https://www.psycopg.org/psycopg3/docs/basic/usage.html
See: https://docs.sqlalchemy.org/en/21/tutorial/index.html
"""

from collections.abc import Callable
from functools import partial

import psycopg
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from lessons.lesson import Lesson
from lessons.paper import source
from shared.models import Toy, User, user_toy

USERS = 1_000


def read_raw(connection: psycopg.Connection) -> list[str]:
    """Read by the driver."""
    statement = "SELECT id, name, email FROM users ORDER BY id"
    rows = connection.execute(statement)
    return [name for _, name, _ in rows]


def read_core(engine: Engine) -> list[str]:
    """Read by Core."""
    statement = select(User.id, User.name, User.email).order_by(User.id)
    with engine.connect() as connection:
        return [row.name for row in connection.execute(statement)]


def read_orm(engine: Engine) -> list[str]:
    """Read by the ORM."""
    with Session(engine) as session:
        users = session.scalars(select(User).order_by(User.id))
        return [user.name for user in users]


def create_raw(connection: psycopg.Connection, name: str) -> None:
    """Create by the driver."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO users (name, email) VALUES (%s, %s) RETURNING id",
            [name, f"{name}@example.org"],
        )
        (user_id,) = cursor.fetchone() or (0,)
        cursor.executemany(
            "INSERT INTO user_toy (user_id, toy_id) VALUES (%s, %s)",
            [(user_id, 1), (user_id, 2)],
        )


def create_core(engine: Engine, name: str) -> None:
    """Create by Core."""
    user = {"name": name, "email": f"{name}@example.org"}
    with engine.begin() as connection:
        statement = insert(User).values(user).returning(User.id)
        user_id = connection.execute(statement).scalar_one()
        links = [{"user_id": user_id, "toy_id": toy} for toy in (1, 2)]
        connection.execute(insert(user_toy), links)


def create_orm(engine: Engine, name: str) -> None:
    """Create by the ORM."""
    with Session(engine) as session, session.begin():
        toys = session.scalars(select(Toy).where(Toy.id.in_([1, 2]))).all()
        user = User(name=name, email=f"{name}@example.org", toys=list(toys))
        session.add(user)


def lines(function: Callable[..., object]) -> int:
    """Return how many lines a function has, its head and docstring not counted."""
    return len(source(function).splitlines()) - 1


def toys_of(engine: Engine, name: str) -> int:
    """Return how many toys a user has."""
    statement = select(Toy).join(user_toy).join(User).where(User.name == name)
    with Session(engine) as session:
        return len(session.scalars(statement).all())


def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=10)
    with lesson.engine() as engine, psycopg.connect(lesson.dsn, autocommit=True) as driver:
        reads = {
            "raw": partial(read_raw, driver),
            "core": partial(read_core, engine),
            "orm": partial(read_orm, engine),
        }
        creates = {
            "raw": partial(create_raw, driver),
            "core": partial(create_core, engine),
            "orm": partial(create_orm, engine),
        }
        for style, create in creates.items():
            lesson.step({"raw": "The driver", "core": "Core", "orm": "The ORM"}[style])
            lesson.code(reads[style].func, create.func)
        answers = {style: read() for style, read in reads.items()}
        for style, create in creates.items():
            create(style)
        made = {style: toys_of(engine, style) for style in creates}
        times = {style: lesson.best(read) for style, read in reads.items()}

    lesson.step(f"Reading {USERS:,} users, and creating one with two toys")
    lesson.table(
        ("style", "lines to read", "lines to create", "time to read"),
        [
            (
                style,
                lines(reads[style].func),
                lines(creates[style].func),
                f"{times[style] * 1e3:.1f} ms",
            )
            for style in reads
        ],
        varies=("time to read",),
    )
    lesson.claim("all three read the same", answers["raw"] == answers["core"] == answers["orm"])
    lesson.claim("and create the same", set(made.values()) == {2})
    lesson.claim("the driver alone reads quicker than the ORM", times["raw"] < times["orm"])
