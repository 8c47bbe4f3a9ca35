"""Every use case as a call, for tests that run the same over several repositories."""

import inspect
from collections.abc import Callable
from typing import Any

from shared import schemas

Call = Callable[[Any], Any]


def batch(names: str) -> schemas.ToyBatch:
    return schemas.ToyBatch([{"name": name} for name in names])


USE_CASES: dict[str, Call] = {
    "ping": lambda r: r.ping(),
    "sleep": lambda r: r.sleep(0.001),
    "read toys": lambda r: r.read_toys([1, 2]),
    "create toy": lambda r: r.create_toy(schemas.ToyCreate(name="kite")),
    "create toys": lambda r: r.create_toys(batch("abc"), "insert"),
    "create toys, add_all": lambda r: r.create_toys(batch("de"), "add_all"),
    "create toys, core": lambda r: r.create_toys(batch("fg"), "core"),
    "list toys": lambda r: r.list_toys(schemas.Page(limit=2)),
    "get toy": lambda r: r.get_toy(1),
    "get an unknown toy": lambda r: r.get_toy(0),
    "update toy": lambda r: r.update_toy(1, schemas.ToyChange(name="ball")),
    "create user": lambda r: r.create_user(
        schemas.UserCreate(name="Ada", email="ada@example.org", toy_ids=[2, 1, 2])
    ),
    "create user without toys": lambda r: r.create_user(
        schemas.UserCreate(name="Bob", email="bob@example.org")
    ),
    "create user with a taken email": lambda r: r.create_user(
        schemas.UserCreate(name="Eve", email="ada@example.org")
    ),
    "create user with an unknown toy": lambda r: r.create_user(
        schemas.UserCreate(name="Eve", email="eve@example.org", toy_ids=[1, 99])
    ),
    "list users": lambda r: r.list_users(schemas.Page(limit=1)),
    "get user": lambda r: r.get_user(1),
    "update user": lambda r: r.update_user(1, schemas.UserChange(name="Ada L.")),
    "take a taken email": lambda r: r.update_user(2, schemas.UserChange(email="ada@example.org")),
    "add toy to user": lambda r: r.add_toy_to_user(1, 3),
    "add it again": lambda r: r.add_toy_to_user(1, 3),
    "add an unknown toy": lambda r: r.add_toy_to_user(1, 99),
    "add to an unknown user": lambda r: r.add_toy_to_user(99, 1),
    "remove toy from user": lambda r: r.remove_toy_from_user(1, 3),
    "remove it again": lambda r: r.remove_toy_from_user(1, 3),
    "remove an unknown toy": lambda r: r.remove_toy_from_user(1, 99),
    "create post": lambda r: r.create_post(
        schemas.PostCreate(author_id=1, title="On kites", content="They fly.", toy_ids=[1])
    ),
    "create post of nobody": lambda r: r.create_post(
        schemas.PostCreate(author_id=99, title="t", content="c")
    ),
    "list posts": lambda r: r.list_posts(schemas.Page()),
    "get post": lambda r: r.get_post(1),
    "update post": lambda r: r.update_post(1, schemas.PostChange(title="On wind")),
    "add toy to post": lambda r: r.add_toy_to_post(1, 2),
    "remove toy from post": lambda r: r.remove_toy_from_post(1, 2),
    "list a user's posts": lambda r: r.list_user_posts(1, schemas.Page()),
    "list an unknown user's posts": lambda r: r.list_user_posts(99, schemas.Page()),
    "feed, selectin": lambda r: r.feed(schemas.FeedQuery(load="selectin")),
    "feed, joined": lambda r: r.feed(schemas.FeedQuery(load="joined")),
    "feed, lazy": lambda r: r.feed(schemas.FeedQuery(load="lazy")),
    "delete post": lambda r: r.delete_post(1),
    "delete user": lambda r: r.delete_user(1),
    "delete an unknown user": lambda r: r.delete_user(1),
    "delete toy": lambda r: r.delete_toy(1),
}
"""In this order, from an empty database, each finds what it names."""


async def outcome(call: Call, repository: Any) -> Any:
    """What a use case answers, or the error it raises, whichever world it is of."""
    try:
        answer = call(repository)
        return await answer if inspect.isawaitable(answer) else answer
    except Exception as error:
        return repr(error)
