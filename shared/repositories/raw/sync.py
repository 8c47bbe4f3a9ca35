"""Every use case on a driver alone, synchronously. Twin of `shared.repositories.raw.aio`."""

from collections.abc import Sequence
from typing import Any

from shared import rules, schemas, wire
from shared.db.pools.sync import Connection, Connections
from shared.errors import NotFound
from shared.repositories.raw import sql
from shared.repositories.raw.drivers import pool
from shared.repositories.raw.rows import FeedPost, Post, Toy, ToyRef, User
from shared.settings import Settings


class RawRepository:
    """One method a use case: mostly one statement, a wire shape.

    One statement is a transaction by itself. See `Repository`.
    """

    def __init__(self, connections: Connections[Any]) -> None:
        self._connections = connections

    def close(self) -> None:
        self._connections.close()

    def ping(self) -> None:
        self._connections.row(sql.PING)

    def sleep(self, seconds: float) -> None:
        self._connections.row(sql.SLEEP, seconds)

    def read_toys(self, toy_ids: Sequence[int]) -> None:
        for toy_id in toy_ids:
            self._connections.row(sql.TOY_BY_ID, toy_id)

    # toys

    def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        row = self._connections.row(sql.INSERT_TOY, new.name)
        return wire.toy(Toy(*row))

    def create_toys(self, batch: schemas.ToyBatch, _: schemas.BulkBy) -> schemas.Created:
        names = [toy.name for toy in batch.root]
        self._connections.fill("toys", "name", names)
        return {"created": len(names)}

    def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        rows = self._connections.rows(sql.TOY_PAGE, *rules.window(page).values())
        toys, after = rules.cut([Toy(*row) for row in rows], page.limit)
        return {"items": [wire.toy(toy) for toy in toys], "next": after}

    def get_toy(self, toy_id: int) -> schemas.ToyOut:
        row = self._connections.row(sql.TOY_BY_ID, toy_id)
        return wire.toy(Toy(*rules.found(row, "toy", toy_id)))

    def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        values = change.values()
        statement = sql.change_toy(tuple(values))
        row = self._connections.row(statement, *values.values(), toy_id)
        return wire.toy(Toy(*rules.found(row, "toy", toy_id)))

    def delete_toy(self, toy_id: int) -> None:
        rules.found(self._connections.row(sql.DELETE_TOY, toy_id), "toy", toy_id)

    # users

    def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        values = (new.name, new.email)
        if not new.toy_ids:
            row = self._connections.row(sql.INSERT_USER, *values)
            return wire.user(User(*row), [])
        with self._connections.transaction() as connection:
            toys = self._toys(connection, new.toy_ids)
            user = User(*connection.row(sql.INSERT_USER, *values))
            connection.run(sql.LINK_NEW_USER, user.id, [toy.id for toy in toys])
            return wire.user(user, wire.toy_refs(toys))

    def list_users(self, page: schemas.Page) -> schemas.UserPage:
        rows = self._connections.rows(sql.USER_PAGE, *rules.window(page).values())
        users, after = rules.cut([User(*row) for row in rows], page.limit)
        return {"items": [wire.flat_user(user) for user in users], "next": after}

    def get_user(self, user_id: int) -> schemas.UserOut:
        row = self._connections.row(sql.USER_BY_ID, user_id)
        return wire.flat_user(User(*rules.found(row, "user", user_id)))

    def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        values = change.values()
        statement = sql.change_user(tuple(values))
        row = self._connections.row(statement, *values.values(), user_id)
        return wire.flat_user(User(*rules.found(row, "user", user_id)))

    def delete_user(self, user_id: int) -> None:
        rules.found(self._connections.row(sql.DELETE_USER, user_id), "user", user_id)

    def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        ids = (user_id, toy_id)
        self._connections.run(sql.ADD_TOY_TO_USER, *ids, user=user_id, toy=toy_id)

    def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        ids = (user_id, toy_id)
        if self._connections.row(sql.REMOVE_TOY_FROM_USER, *ids) is None:
            exist = self._connections.row(sql.USER_AND_TOY_EXIST, *ids)
            rules.both_exist(("user", user_id, exist[0]), ("toy", toy_id, exist[1]))

    def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        window = rules.window(page).values()
        rows = self._connections.rows(sql.POSTS_OF_USER, user_id, *window)
        if not rows and not self._connections.row(sql.USER_EXISTS, user_id)[0]:
            raise NotFound("user", user_id)
        posts, after = rules.cut([Post(*row) for row in rows], page.limit)
        return {"items": [wire.flat_post(post) for post in posts], "next": after}

    # posts

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        values, author_id = (new.author_id, new.title, new.content), new.author_id
        if not new.toy_ids:
            row = self._connections.row(sql.INSERT_POST, *values, user=author_id)
            return wire.post(Post(*row), [])
        with self._connections.transaction(user=author_id) as connection:
            toys = self._toys(connection, new.toy_ids)
            post = Post(*connection.row(sql.INSERT_POST, *values))
            connection.run(sql.LINK_NEW_POST, post.id, [toy.id for toy in toys])
            return wire.post(post, wire.toy_refs(toys))

    def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        rows = self._connections.rows(sql.POST_PAGE, *rules.window(page).values())
        posts, after = rules.cut([Post(*row) for row in rows], page.limit)
        return {"items": [wire.flat_post(post) for post in posts], "next": after}

    def get_post(self, post_id: int) -> schemas.PostOut:
        row = self._connections.row(sql.POST_BY_ID, post_id)
        return wire.flat_post(Post(*rules.found(row, "post", post_id)))

    def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        values = change.values()
        statement = sql.change_post(tuple(values))
        row = self._connections.row(statement, *values.values(), post_id)
        return wire.flat_post(Post(*rules.found(row, "post", post_id)))

    def delete_post(self, post_id: int) -> None:
        rules.found(self._connections.row(sql.DELETE_POST, post_id), "post", post_id)

    def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        ids = (post_id, toy_id)
        self._connections.run(sql.ADD_TOY_TO_POST, *ids, post=post_id, toy=toy_id)

    def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        ids = (post_id, toy_id)
        if self._connections.row(sql.REMOVE_TOY_FROM_POST, *ids) is None:
            exist = self._connections.row(sql.POST_AND_TOY_EXIST, *ids)
            rules.both_exist(("post", post_id, exist[0]), ("toy", toy_id, exist[1]))

    def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        rows = self._connections.rows(sql.NEWEST_POSTS, query.limit)
        return {"items": [wire.flat_feed_post(FeedPost(*row)) for row in rows]}

    @staticmethod
    def _toys(connection: Connection, toy_ids: Sequence[int]) -> list[ToyRef]:
        """Return the toys with these ids, each once; raise `NotFound` when one is unknown."""
        rows = connection.rows(sql.TOYS_WITH_IDS, toy_ids)
        return rules.all_found([ToyRef(*row) for row in rows], toy_ids)


def make(settings: Settings) -> RawRepository:
    """Return the use cases on the driver that `settings` name."""
    return RawRepository(pool(settings, __name__))
