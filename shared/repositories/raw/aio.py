"""Every use case on a driver alone, asynchronously. Twin of `shared.repositories.raw.sync`."""

from collections.abc import Sequence
from typing import Any

from shared import rules, schemas, wire
from shared.db.pools.aio import AsyncConnection, AsyncConnections
from shared.errors import NotFound
from shared.repositories.raw import sql
from shared.repositories.raw.drivers import pool
from shared.repositories.raw.rows import FeedPost, Post, Toy, ToyRef, User
from shared.settings import Settings


class AsyncRawRepository:
    """One method a use case: mostly one statement, a wire shape.

    One statement is a transaction by itself. See `AsyncRepository`.
    """

    def __init__(self, connections: AsyncConnections[Any]) -> None:
        self._connections = connections

    async def close(self) -> None:
        await self._connections.close()

    async def ping(self) -> None:
        await self._connections.row(sql.PING)

    async def sleep(self, seconds: float) -> None:
        await self._connections.row(sql.SLEEP, seconds)

    async def read_toys(self, toy_ids: Sequence[int]) -> None:
        for toy_id in toy_ids:
            await self._connections.row(sql.TOY_BY_ID, toy_id)

    # toys

    async def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        row = await self._connections.row(sql.INSERT_TOY, new.name)
        return wire.toy(Toy(*row))

    async def create_toys(self, batch: schemas.ToyBatch, _: schemas.BulkBy) -> schemas.Created:
        names = [toy.name for toy in batch.root]
        await self._connections.fill("toys", "name", names)
        return {"created": len(names)}

    async def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        rows = await self._connections.rows(sql.TOY_PAGE, *rules.window(page).values())
        toys, after = rules.cut([Toy(*row) for row in rows], page.limit)
        return {"items": [wire.toy(toy) for toy in toys], "next": after}

    async def get_toy(self, toy_id: int) -> schemas.ToyOut:
        row = await self._connections.row(sql.TOY_BY_ID, toy_id)
        return wire.toy(Toy(*rules.found(row, "toy", toy_id)))

    async def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        values = change.values()
        statement = sql.change_toy(tuple(values))
        row = await self._connections.row(statement, *values.values(), toy_id)
        return wire.toy(Toy(*rules.found(row, "toy", toy_id)))

    async def delete_toy(self, toy_id: int) -> None:
        rules.found(await self._connections.row(sql.DELETE_TOY, toy_id), "toy", toy_id)

    # users

    async def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        values = (new.name, new.email)
        if not new.toy_ids:
            row = await self._connections.row(sql.INSERT_USER, *values)
            return wire.user(User(*row), [])
        async with self._connections.transaction() as connection:
            toys = await self._toys(connection, new.toy_ids)
            user = User(*await connection.row(sql.INSERT_USER, *values))
            await connection.run(sql.LINK_NEW_USER, user.id, [toy.id for toy in toys])
            return wire.user(user, wire.toy_refs(toys))

    async def list_users(self, page: schemas.Page) -> schemas.UserPage:
        rows = await self._connections.rows(sql.USER_PAGE, *rules.window(page).values())
        users, after = rules.cut([User(*row) for row in rows], page.limit)
        return {"items": [wire.flat_user(user) for user in users], "next": after}

    async def get_user(self, user_id: int) -> schemas.UserOut:
        row = await self._connections.row(sql.USER_BY_ID, user_id)
        return wire.flat_user(User(*rules.found(row, "user", user_id)))

    async def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        values = change.values()
        statement = sql.change_user(tuple(values))
        row = await self._connections.row(statement, *values.values(), user_id)
        return wire.flat_user(User(*rules.found(row, "user", user_id)))

    async def delete_user(self, user_id: int) -> None:
        rules.found(await self._connections.row(sql.DELETE_USER, user_id), "user", user_id)

    async def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        ids = (user_id, toy_id)
        await self._connections.run(sql.ADD_TOY_TO_USER, *ids, user=user_id, toy=toy_id)

    async def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        ids = (user_id, toy_id)
        if await self._connections.row(sql.REMOVE_TOY_FROM_USER, *ids) is None:
            exist = await self._connections.row(sql.USER_AND_TOY_EXIST, *ids)
            rules.both_exist(("user", user_id, exist[0]), ("toy", toy_id, exist[1]))

    async def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        window = rules.window(page).values()
        rows = await self._connections.rows(sql.POSTS_OF_USER, user_id, *window)
        if not rows and not (await self._connections.row(sql.USER_EXISTS, user_id))[0]:
            raise NotFound("user", user_id)
        posts, after = rules.cut([Post(*row) for row in rows], page.limit)
        return {"items": [wire.flat_post(post) for post in posts], "next": after}

    # posts

    async def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        values, author_id = (new.author_id, new.title, new.content), new.author_id
        if not new.toy_ids:
            row = await self._connections.row(sql.INSERT_POST, *values, user=author_id)
            return wire.post(Post(*row), [])
        async with self._connections.transaction(user=author_id) as connection:
            toys = await self._toys(connection, new.toy_ids)
            post = Post(*await connection.row(sql.INSERT_POST, *values))
            await connection.run(sql.LINK_NEW_POST, post.id, [toy.id for toy in toys])
            return wire.post(post, wire.toy_refs(toys))

    async def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        rows = await self._connections.rows(sql.POST_PAGE, *rules.window(page).values())
        posts, after = rules.cut([Post(*row) for row in rows], page.limit)
        return {"items": [wire.flat_post(post) for post in posts], "next": after}

    async def get_post(self, post_id: int) -> schemas.PostOut:
        row = await self._connections.row(sql.POST_BY_ID, post_id)
        return wire.flat_post(Post(*rules.found(row, "post", post_id)))

    async def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        values = change.values()
        statement = sql.change_post(tuple(values))
        row = await self._connections.row(statement, *values.values(), post_id)
        return wire.flat_post(Post(*rules.found(row, "post", post_id)))

    async def delete_post(self, post_id: int) -> None:
        rules.found(await self._connections.row(sql.DELETE_POST, post_id), "post", post_id)

    async def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        ids = (post_id, toy_id)
        await self._connections.run(sql.ADD_TOY_TO_POST, *ids, post=post_id, toy=toy_id)

    async def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        ids = (post_id, toy_id)
        if await self._connections.row(sql.REMOVE_TOY_FROM_POST, *ids) is None:
            exist = await self._connections.row(sql.POST_AND_TOY_EXIST, *ids)
            rules.both_exist(("post", post_id, exist[0]), ("toy", toy_id, exist[1]))

    async def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        rows = await self._connections.rows(sql.NEWEST_POSTS, query.limit)
        return {"items": [wire.flat_feed_post(FeedPost(*row)) for row in rows]}

    @staticmethod
    async def _toys(connection: AsyncConnection, toy_ids: Sequence[int]) -> list[ToyRef]:
        """Return the toys with these ids, each once; raise `NotFound` when one is unknown."""
        rows = await connection.rows(sql.TOYS_WITH_IDS, toy_ids)
        return rules.all_found([ToyRef(*row) for row in rows], toy_ids)


def make(settings: Settings) -> AsyncRawRepository:
    """Return the use cases on the driver that `settings` name."""
    return AsyncRawRepository(pool(settings, __name__))
