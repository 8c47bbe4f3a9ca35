"""One more statement for each relationship.

With `selectinload` the first statement brings the users, and a second one the toys of all of
them, found by `WHERE user_id IN (…)`. No user comes twice, and the list can have a LIMIT. It is
the first choice for collections. A very long list is asked for in lots of 500.

See: https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html#select-in-loading
"""

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, selectinload

from lessons.lesson import Lesson
from shared.models import Post, User

USERS = 1_001


def users(engine: Engine, limit: int) -> int:
    """Count the toys of the first users."""
    with Session(engine) as session:
        statement = select(User).order_by(User.id).limit(limit)
        with_toys = statement.options(selectinload(User.toys))
        return sum(len(user.toys) for user in session.scalars(with_toys))


def posts(engine: Engine, limit: int) -> int:
    """Count the toys of the first posts, and of their authors."""
    with Session(engine) as session:
        statement = select(Post).options(
            selectinload(Post.toys),
            selectinload(Post.author).selectinload(User.toys),
        )
        found = session.scalars(statement.order_by(Post.id).limit(limit))
        return sum(len(post.toys) + len(post.author.toys) for post in found)


def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=10, each=3, posts=20)
    with lesson.engine() as engine:
        lesson.step("One relationship")
        lesson.code(users)
        with lesson.sql(parameters=False) as sql:
            toys = users(engine, 20)
        lesson.figure("statements sent", sql.count)
        lesson.figure("rows on the wire", sql.rows)
        lesson.claim("20 users with toys cost two statements", (toys, sql.count) == (60, 2))
        lesson.claim("each user and each link came once: 20 + 60 rows", sql.rows == 80)

        lesson.step("Three relationships, one of them through another")
        lesson.code(posts)
        with lesson.sql(show=False) as sql:
            toys = posts(engine, 20)
        lesson.figure("statements sent", sql.count)
        lesson.claim("one for the posts and one for each relationship", sql.count == 4)
        lesson.claim("all toys are there", toys == 20 * 3 * 2)

        lesson.step(f"A very long list: {USERS:,} users")
        with lesson.sql(show=False) as sql:
            users(engine, USERS)
        lesson.figure("statements sent", sql.count)
        lesson.claim("their toys are asked for in lots of 500: 500 + 500 + 1", sql.count == 1 + 3)
