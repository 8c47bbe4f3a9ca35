"""Lazy, selectin and joined side by side.

The same page in three ways: users, each with ten toys. Lazy sends the most statements. Joined
sends one, and repeats each user's columns for each toy. Selectin sends two and repeats no user.
On this server a trip takes well under a millisecond; over a network each statement costs a round
trip more, and lazy falls behind further.

See: https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html#what-kind-of-loading-to-use
"""

from functools import partial

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, joinedload, lazyload, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from lessons.lesson import Lesson
from shared.models import User

USERS = 200
TOYS = 10
WAYS: dict[str, ORMOption] = {
    "lazyload": lazyload(User.toys),
    "selectinload": selectinload(User.toys),
    "joinedload": joinedload(User.toys),
}


def page(engine: Engine, option: ORMOption) -> int:
    """Count the toys of all users."""
    with Session(engine) as session:
        users = session.scalars(select(User).options(option)).unique()
        return sum(len(user.toys) for user in users)


def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=50, each=TOYS)
    statements, values, times, answers = {}, {}, {}, set()
    lines = []
    with lesson.engine() as engine:
        for name, option in WAYS.items():
            with lesson.sql(show=False) as sql:
                answers.add(page(engine, option))
            times[name] = lesson.best(partial(page, engine, option))
            statements[name], values[name] = sql.count, sql.values
            lines.append((name, sql.count, sql.rows, sql.values, f"{times[name] * 1e3:.1f} ms"))

    lesson.step(f"{USERS} users with {TOYS} toys each")
    lesson.code(page)
    lesson.table(("way", "statements", "rows", "values", "time"), lines, varies=("time",))
    lesson.claim("all give the same answer", answers == {USERS * TOYS})
    lesson.claim("lazy: a statement for each user", statements["lazyload"] == 1 + USERS)
    lesson.claim("selectin: two statements", statements["selectinload"] == 2)
    lesson.claim("joined: one statement", statements["joinedload"] == 1)
    lesson.claim(
        "joined carries more values than selectin, for it repeats the users",
        values["joinedload"] > 1.5 * values["selectinload"],
    )
    lesson.claim(
        "lazy takes more than twice as long as selectin",
        times["lazyload"] > 2 * times["selectinload"],
    )
