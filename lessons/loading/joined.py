"""All in one statement, and why unique().

With `joinedload` a JOIN brings users and toys in one trip. A user with three toys comes as three
rows, each with all columns of the user: SQLAlchemy wants to hear `unique()` before it folds them
into one object. For collections that is much to carry; for a single related object (a post's
author) there is nothing to fold, and joinedload is the first choice.

See: https://docs.sqlalchemy.org/en/21/orm/queryguide/relationships.html#joined-eager-loading
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import Session, joinedload

from lessons.lesson import Lesson
from shared.models import Post, User

USERS = 20

USERS_WITH_TOYS = select(User).options(joinedload(User.toys))
POSTS_WITH_AUTHOR = select(Post).options(joinedload(Post.author))


def without_unique(session: Session) -> Sequence[User]:
    """Forget that rows repeat."""
    return session.scalars(USERS_WITH_TOYS).all()


def with_unique(session: Session) -> Sequence[User]:
    """Fold the rows of a user into one."""
    return session.scalars(USERS_WITH_TOYS).unique().all()


def to_one(session: Session) -> Sequence[Post]:
    """Read posts, each with its one author."""
    return session.scalars(POSTS_WITH_AUTHOR).all()


def run(lesson: Lesson) -> None:
    lesson.fill(users=USERS, toys=10, each=3, posts=USERS)
    with lesson.engine() as engine:
        lesson.say("USERS_WITH_TOYS is select(User).options(joinedload(User.toys)),")
        lesson.say("POSTS_WITH_AUTHOR is select(Post).options(joinedload(Post.author)).")
        lesson.step("Wrong: without unique()")
        lesson.code(without_unique)
        with lesson.raises(InvalidRequestError), Session(engine) as session:
            without_unique(session)

        lesson.step("Right: with unique()")
        lesson.code(with_unique)
        with lesson.sql() as sql, Session(engine) as session:
            users = with_unique(session)
        lesson.figure("statements sent", sql.count)
        lesson.figure("users", len(users))
        lesson.figure("rows on the wire", sql.rows)
        lesson.claim("users and toys came with one statement", sql.count == 1)
        lesson.claim("each user once for each of three toys", sql.rows == 3 * USERS)
        lesson.claim(f"unique() makes {USERS} users of them", len(users) == USERS)

        lesson.step("Best suited: one related object for each row")
        lesson.code(to_one)
        with lesson.sql(show=False) as sql, Session(engine) as session:
            authors = {post.author.name for post in to_one(session)}
        lesson.figure("statements sent", sql.count)
        lesson.figure("rows on the wire", sql.rows)
        lesson.claim(
            "one statement, one row a post, and no unique()", (sql.count, sql.rows) == (1, USERS)
        )
        lesson.claim("every post has its author", len(authors) == USERS)
