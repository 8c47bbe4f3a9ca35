"""Posts with authors and toys, as plain rows and as what a service answers."""

from typing import Final

import psycopg2
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from bench.claims.child.rows import Rows, repository
from bench.layers.child.blocks import Calls
from shared.models import Post, Toy, User
from shared.schemas import FeedQuery
from shared.settings import Settings

LIMIT: Final = 1_000

JOIN: Final = """
SELECT posts.id, posts.title, users.name, toys.name
FROM posts
JOIN users ON users.id = posts.author_id
JOIN post_toy ON post_toy.post_id = posts.id
JOIN toys ON toys.id = post_toy.toy_id
ORDER BY posts.id DESC LIMIT %s
"""


def make(settings: Settings, _: Rows) -> Calls:
    """Return the calls."""
    held = psycopg2.connect(settings.libpq_url)
    held.autocommit = True
    engine = create_engine(settings.url)
    statement = (
        select(Post.id, Post.title, User.name, Toy.name)
        .join(Post.author)
        .join(Post.toys)
        .order_by(Post.id.desc())
        .limit(LIMIT)
    )
    raw, orm, query = repository(settings, "raw"), repository(settings, "orm"), FeedQuery(limit=20)

    def cursor(_: int) -> object:
        with held.cursor() as found:
            found.execute(JOIN, (LIMIT,))
            return found.fetchall()

    def session(_: int) -> object:
        with Session(engine) as opened:
            return opened.execute(statement).all()

    return {
        "psycopg2 rows": cursor,
        "ORM rows": session,
        "psycopg2 feed": lambda _: raw.feed(query),
        "ORM entities": lambda _: orm.feed(query),
    }
