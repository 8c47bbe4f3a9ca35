"""N+1: one statement for a list, one more for each row.

A page lists users and how many toys each one has. The users come with one statement. Their toys
are in another table, and an ORM can fetch them at the moment when you touch `user.toys`: a lazy
load. It reads like any attribute, but it is a trip to the database and back, one for each user.
N users cost 1 + N trips: that is N+1. The page gets slower with each user, and nothing in the
code shows it.

The cure is to say in the statement what will be needed. Then the toys of all users come
together.

See: https://docs.sqlalchemy.org/en/21/glossary.html#term-N-plus-one-problem
See: https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html
"""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from lessons.lazy_models import User
from lessons.lesson import Lesson

USERS = 20


def wrong(engine: Engine) -> list[int]:
    """Touch each user's toys in turn."""
    with Session(engine) as session:
        users = session.scalars(select(User)).all()
        return [len(user.toys) for user in users]


def right(engine: Engine) -> list[int]:
    """Say beforehand that the toys will be needed."""
    with Session(engine) as session:
        statement = select(User).options(selectinload(User.toys))
        users = session.scalars(statement).all()
        return [len(user.toys) for user in users]


def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=10, each=3)
    with lesson.engine() as engine:
        lesson.step(f"Wrong: read {USERS} users, then touch the toys of each")
        lesson.code(wrong)
        lesson.say("What SQLAlchemy sent; each > is one trip to the server and back:")
        with lesson.sql() as slow:
            wrong_answer = wrong(engine)
        lesson.figure("statements sent", slow.count)
        lesson.figure("rows on the wire", slow.rows)
        lesson.claim(f"{USERS} users cost 1 + {USERS} statements", slow.count == 1 + USERS)

        lesson.step("Right: say in the statement that the toys will be needed")
        lesson.code(right)
        with lesson.sql() as quick:
            right_answer = right(engine)
        lesson.figure("statements sent", quick.count)
        lesson.figure("rows on the wire", quick.rows)
        lesson.claim(f"{USERS} users cost 2 statements", quick.count == 2)
        lesson.claim("the same rows came over the wire", quick.rows == slow.rows)
        lesson.claim("and the answer is the same", right_answer == wrong_answer == [3] * USERS)

    lesson.step("With twice as many users")
    grown = twice_as_many(lesson)
    lesson.table(
        ("statements sent", f"{USERS} users", f"{2 * USERS} users"),
        [("wrong", slow.count, grown[0]), ("right", quick.count, grown[1])],
    )
    lesson.claim("the wrong way grows with the list: that is N+1", grown[0] - slow.count == USERS)
    lesson.claim("the right way does not", grown[1] == quick.count)


def twice_as_many(lesson: Lesson) -> list[int]:
    """Return the statements that both ways take for a longer list."""
    with lesson.engine() as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO users (name, email)"
                " SELECT name, 'second.' || email FROM users ORDER BY id"
            )
        counts = []
        for way in (wrong, right):
            with lesson.sql(show=False) as sql:
                way(engine)
            counts.append(sql.count)
        return counts
