"""Every use case with Tortoise ORM."""

from collections.abc import Sequence
from typing import Any

from tortoise.expressions import RawSQL

from shared import rules, schemas, wire
from shared.errors import NotFound
from shared.repositories.tortoise.database import Database
from shared.repositories.tortoise.links import Links
from shared.repositories.tortoise.models import Post, Toy, User, with_toys
from shared.settings import Settings

NOW = RawSQL("now()")  # the server's clock
USER_TOYS = Links(User, "user")
POST_TOYS = Links(Post, "post")


class AsyncTortoiseRepository:
    """One method a use case: models, a query set, a wire shape. See `AsyncRepository`."""

    def __init__(self, settings: Settings) -> None:
        self._database = Database(settings)

    async def close(self) -> None:
        await self._database.close()

    async def ping(self) -> None:
        async with self._database.use() as connection:
            await connection.execute_query("SELECT 1")

    async def sleep(self, seconds: float) -> None:
        async with self._database.use() as connection:
            await connection.execute_query("SELECT pg_sleep($1)", [seconds])

    async def read_toys(self, toy_ids: Sequence[int]) -> None:
        for toy_id in toy_ids:
            async with self._database.use():
                await Toy.get_or_none(id=toy_id)

    # toys

    async def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        async with self._database.use():
            return wire.toy(await Toy.create(name=new.name))

    async def create_toys(self, batch: schemas.ToyBatch, _: schemas.BulkBy) -> schemas.Created:
        async with self._database.use():
            await Toy.bulk_create(Toy(name=toy.name) for toy in batch.root)
            return {"created": len(batch.root)}

    async def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        async with self._database.use():
            rows = await Toy.filter(id__gt=page.after).order_by("id").limit(page.limit + 1)
            toys, after = rules.cut(rows, page.limit)
            return {"items": [wire.toy(toy) for toy in toys], "next": after}

    async def get_toy(self, toy_id: int) -> schemas.ToyOut:
        async with self._database.use():
            toy = await Toy.get_or_none(id=toy_id)
            return wire.toy(rules.found(toy, "toy", toy_id))

    async def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        async with self._database.transaction():
            await Toy.filter(id=toy_id).update(**change.values(), updated_at=NOW)
            toy = await Toy.get_or_none(id=toy_id)
            return wire.toy(rules.found(toy, "toy", toy_id))

    async def delete_toy(self, toy_id: int) -> None:
        async with self._database.use():
            if not await Toy.filter(id=toy_id).delete():
                raise NotFound("toy", toy_id)

    # users

    async def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        if not new.toy_ids:
            async with self._database.use():
                user = await User.create(name=new.name, email=new.email)
                return wire.user(user, [])
        async with self._database.transaction():
            toys = await self._toys(new.toy_ids)
            user = await User.create(name=new.name, email=new.email)
            await user.toys.add(*toys)
            return wire.user(user, wire.toy_refs(toys))

    async def list_users(self, page: schemas.Page) -> schemas.UserPage:
        async with self._database.use():
            query = User.filter(id__gt=page.after).order_by("id").limit(page.limit + 1)
            users, after = rules.cut(await query.prefetch_related(with_toys()), page.limit)
            return {"items": [user_out(user) for user in users], "next": after}

    async def get_user(self, user_id: int) -> schemas.UserOut:
        async with self._database.use():
            user = await User.get_or_none(id=user_id).prefetch_related(with_toys())
            return user_out(rules.found(user, "user", user_id))

    async def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        async with self._database.transaction():
            await User.filter(id=user_id).update(**change.values(), updated_at=NOW)
            user = await User.get_or_none(id=user_id).prefetch_related(with_toys())
            return user_out(rules.found(user, "user", user_id))

    async def delete_user(self, user_id: int) -> None:
        async with self._database.use():
            if not await User.filter(id=user_id).delete():
                raise NotFound("user", user_id)

    async def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        async with self._database.use(user=user_id, toy=toy_id) as connection:
            await USER_TOYS.add(connection, user_id, toy_id)

    async def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        async with self._database.use() as connection:
            await USER_TOYS.remove(connection, user_id, toy_id)

    async def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        async with self._database.use():
            query = Post.filter(author_id=user_id, id__gt=page.after).order_by("id")
            rows = await query.limit(page.limit + 1).prefetch_related(with_toys())
            if not rows and not await User.exists(id=user_id):
                raise NotFound("user", user_id)
            posts, after = rules.cut(rows, page.limit)
            return {"items": [post_out(post) for post in posts], "next": after}

    # posts

    async def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        values: dict[str, Any] = {
            "author_id": new.author_id,
            "title": new.title,
            "content": new.content,
        }
        if not new.toy_ids:
            async with self._database.use(user=new.author_id):
                return wire.post(await Post.create(**values), [])
        async with self._database.transaction(user=new.author_id):
            toys = await self._toys(new.toy_ids)
            post = await Post.create(**values)
            await post.toys.add(*toys)
            return wire.post(post, wire.toy_refs(toys))

    async def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        async with self._database.use():
            query = Post.filter(id__gt=page.after).order_by("id").limit(page.limit + 1)
            posts, after = rules.cut(await query.prefetch_related(with_toys()), page.limit)
            return {"items": [post_out(post) for post in posts], "next": after}

    async def get_post(self, post_id: int) -> schemas.PostOut:
        async with self._database.use():
            post = await Post.get_or_none(id=post_id).prefetch_related(with_toys())
            return post_out(rules.found(post, "post", post_id))

    async def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        async with self._database.transaction():
            await Post.filter(id=post_id).update(**change.values(), updated_at=NOW)
            post = await Post.get_or_none(id=post_id).prefetch_related(with_toys())
            return post_out(rules.found(post, "post", post_id))

    async def delete_post(self, post_id: int) -> None:
        async with self._database.use():
            if not await Post.filter(id=post_id).delete():
                raise NotFound("post", post_id)

    async def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        async with self._database.use(post=post_id, toy=toy_id) as connection:
            await POST_TOYS.add(connection, post_id, toy_id)

    async def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        async with self._database.use() as connection:
            await POST_TOYS.remove(connection, post_id, toy_id)

    async def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        async with self._database.use():
            newest = Post.all().order_by("-id").limit(query.limit).select_related("author")
            return {"items": [feed_post(p) for p in await newest.prefetch_related(with_toys())]}

    @staticmethod
    async def _toys(toy_ids: Sequence[int]) -> list[Toy]:
        """Return the toys with these ids, each once; raise `NotFound` when one is unknown."""
        toys = await Toy.filter(id__in=set(toy_ids)).order_by("id")
        return rules.all_found(toys, toy_ids)


def user_out(user: User) -> schemas.UserOut:
    """Return a user whose toys are fetched."""
    return wire.user(user, wire.toy_refs(user.toys))


def post_out(post: Post) -> schemas.PostOut:
    """Return a post whose toys are fetched."""
    return wire.post(post, wire.toy_refs(post.toys))


def feed_post(post: Post) -> schemas.FeedPost:
    """Return a post whose author and toys are fetched."""
    return wire.feed_post(post, wire.author(post.author), wire.toy_refs(post.toys))


make = AsyncTortoiseRepository
