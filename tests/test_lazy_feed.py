"""`GET /feed?load=lazy` asks one statement after the other, and rows may vanish between two."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import Engine, event

from shared import schemas
from tests.asking import KINDS, Kind, asking

OF_THE_ORM = [kind for kind in KINDS if kind[0] == "orm"]


@contextmanager
def deleting_after_the_first_statement(url: str, user_id: int) -> Iterator[None]:
    """As soon as an engine has sent one statement, and before the second, the user is deleted."""
    sent = 0

    def delete(*_: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == 2:
            with psycopg.connect(url) as other:
                other.execute("DELETE FROM users WHERE id = %s", [user_id])

    event.listen(Engine, "before_cursor_execute", delete)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", delete)


@pytest.mark.parametrize("kind", OF_THE_ORM, ids=["-".join(kind) for kind in OF_THE_ORM])
def test_posts_whose_author_is_deleted_meanwhile_are_left_out(fresh_database_url: str, kind: Kind):
    async def scene() -> list[str]:
        async with asking(fresh_database_url, kind) as ask:
            for name in ("ada", "bob"):
                new = schemas.UserCreate(name=name, email=f"{name}@example.org")
                user = await ask(lambda r, new=new: r.create_user(new))
                post = schemas.PostCreate(author_id=user["id"], title=name, content="They fly.")
                await ask(lambda r, post=post: r.create_post(post))
            with deleting_after_the_first_statement(fresh_database_url, user["id"]):
                feed = await ask(lambda r: r.feed(schemas.FeedQuery(load="lazy")))
        return [post["title"] for post in feed["items"]]

    assert asyncio.run(scene()) == ["ada"]
