"""Every use case with the ORM, asynchronously. Twin of `shared.repositories.orm.sync`."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from shared import rules, schemas, wire
from shared.db.aio import AsyncSessions
from shared.errors import NotFound
from shared.models import Post, Toy, User, posts, users
from shared.repositories.orm.lazy import load_lazily
from shared.settings import Settings
from shared.statements import entities as statements
from shared.statements import tables


class AsyncOrmRepository:
    """One method a use case: a session, its statements, a wire shape. See `AsyncRepository`."""

    def __init__(self, settings: Settings) -> None:
        self._sessions = AsyncSessions(settings)

    async def close(self) -> None:
        await self._sessions.close()

    async def ping(self) -> None:
        async with self._sessions.read() as session:
            await session.execute(tables.ping())

    async def sleep(self, seconds: float) -> None:
        async with self._sessions.read() as session:
            await session.execute(tables.sleep(), {"seconds": seconds})

    async def read_toys(self, toy_ids: Sequence[int]) -> None:
        for toy_id in toy_ids:
            async with self._sessions.read() as session:
                await session.scalar(statements.toy_by_id(), {"id": toy_id})

    # toys

    async def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        async with self._sessions.write() as session:
            toy = Toy(name=new.name)
            session.add(toy)
            await session.flush()
            return wire.toy(toy)

    async def create_toys(self, batch: schemas.ToyBatch, by: schemas.BulkBy) -> schemas.Created:
        rows = [{"name": toy.name} for toy in batch.root]
        async with self._sessions.write() as session:
            if by == "add_all":
                session.add_all(Toy(**row) for row in rows)
            elif by == "core":
                connection = await session.connection()
                await connection.execute(tables.insert_toys(), rows)
            else:
                await session.execute(statements.insert_toys(), rows)
            return {"created": len(rows)}

    async def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        async with self._sessions.read() as session:
            rows = (await session.scalars(statements.toy_page(), rules.window(page))).all()
            toys, after = rules.cut(rows, page.limit)
            return {"items": [wire.toy(toy) for toy in toys], "next": after}

    async def get_toy(self, toy_id: int) -> schemas.ToyOut:
        async with self._sessions.read() as session:
            toy = await session.scalar(statements.toy_by_id(), {"id": toy_id})
            return wire.toy(rules.found(toy, "toy", toy_id))

    async def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        async with self._sessions.write() as session:
            row = await session.scalar(statements.for_update(statements.toy_by_id), {"id": toy_id})
            toy = rules.found(row, "toy", toy_id)
            toy.change(change.values())
            await session.flush()
            return wire.toy(toy)

    async def delete_toy(self, toy_id: int) -> None:
        async with self._sessions.write() as session:
            met = await session.scalar(statements.delete_by_id(Toy), {"id": toy_id})
            rules.found(met, "toy", toy_id)

    # users

    async def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        async with self._sessions.write() as session:
            toys = await self._toys(session, new.toy_ids)
            user = User(name=new.name, email=new.email, toys=toys)
            session.add(user)
            await session.flush()
            return wire.user(user, wire.toy_refs(toys))

    async def list_users(self, page: schemas.Page) -> schemas.UserPage:
        async with self._sessions.read() as session:
            rows = (await session.scalars(statements.user_page(), rules.window(page))).all()
            users, after = rules.cut(rows, page.limit)
            items = [wire.user(user, wire.toy_refs(user.toys)) for user in users]
            return {"items": items, "next": after}

    async def get_user(self, user_id: int) -> schemas.UserOut:
        async with self._sessions.read() as session:
            row = await session.scalar(statements.user_by_id(), {"id": user_id})
            user = rules.found(row, "user", user_id)
            return wire.user(user, wire.toy_refs(user.toys))

    async def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        async with self._sessions.write() as session:
            row = await session.scalar(
                statements.for_update(statements.user_by_id), {"id": user_id}
            )
            user = rules.found(row, "user", user_id)
            user.change(change.values())
            await session.flush()
            return wire.user(user, wire.toy_refs(user.toys))

    async def delete_user(self, user_id: int) -> None:
        async with self._sessions.write() as session:
            met = await session.scalar(statements.delete_by_id(User), {"id": user_id})
            rules.found(met, "user", user_id)

    async def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        async with self._sessions.write(user=user_id, toy=toy_id) as session:
            await session.execute(tables.link_toy(users), {"owner": user_id, "toy": toy_id})

    async def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        async with self._sessions.write() as session:
            ids = {"owner": user_id, "toy": toy_id}
            if await session.scalar(tables.unlink_toy(users), ids) is None:
                exist = (await session.execute(tables.owner_and_toy_exist(users), ids)).one()
                rules.both_exist(("user", user_id, exist[0]), ("toy", toy_id, exist[1]))

    async def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        async with self._sessions.read() as session:
            window = {"user_id": user_id, **rules.window(page)}
            rows = (await session.scalars(statements.posts_of_user(), window)).all()
            if not rows and not await session.scalar(tables.user_exists(), {"id": user_id}):
                raise NotFound("user", user_id)
            posts, after = rules.cut(rows, page.limit)
            items = [wire.post(post, wire.toy_refs(post.toys)) for post in posts]
            return {"items": items, "next": after}

    # posts

    async def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        async with self._sessions.write(user=new.author_id) as session:
            toys = await self._toys(session, new.toy_ids)
            post = Post(author_id=new.author_id, title=new.title, content=new.content, toys=toys)
            session.add(post)
            await session.flush()
            return wire.post(post, wire.toy_refs(toys))

    async def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        async with self._sessions.read() as session:
            rows = (await session.scalars(statements.post_page(), rules.window(page))).all()
            posts, after = rules.cut(rows, page.limit)
            items = [wire.post(post, wire.toy_refs(post.toys)) for post in posts]
            return {"items": items, "next": after}

    async def get_post(self, post_id: int) -> schemas.PostOut:
        async with self._sessions.read() as session:
            row = await session.scalar(statements.post_by_id(), {"id": post_id})
            post = rules.found(row, "post", post_id)
            return wire.post(post, wire.toy_refs(post.toys))

    async def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        async with self._sessions.write() as session:
            row = await session.scalar(
                statements.for_update(statements.post_by_id), {"id": post_id}
            )
            post = rules.found(row, "post", post_id)
            post.change(change.values())
            await session.flush()
            return wire.post(post, wire.toy_refs(post.toys))

    async def delete_post(self, post_id: int) -> None:
        async with self._sessions.write() as session:
            met = await session.scalar(statements.delete_by_id(Post), {"id": post_id})
            rules.found(met, "post", post_id)

    async def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        async with self._sessions.write(post=post_id, toy=toy_id) as session:
            await session.execute(tables.link_toy(posts), {"owner": post_id, "toy": toy_id})

    async def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        async with self._sessions.write() as session:
            ids = {"owner": post_id, "toy": toy_id}
            if await session.scalar(tables.unlink_toy(posts), ids) is None:
                exist = (await session.execute(tables.owner_and_toy_exist(posts), ids)).one()
                rules.both_exist(("post", post_id, exist[0]), ("toy", toy_id, exist[1]))

    async def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        async with self._sessions.read() as session:
            statement = statements.newest_posts(query.load)
            posts = (await session.scalars(statement, {"rows": query.limit})).unique().all()
            if query.load == "lazy":
                posts = await session.run_sync(load_lazily, posts)
            items = [
                wire.feed_post(post, wire.author(post.author), wire.toy_refs(post.toys))
                for post in posts
            ]
            return {"items": items}

    @staticmethod
    async def _toys(session: AsyncSession, toy_ids: Sequence[int]) -> list[Toy]:
        """Return the toys with these ids, each once; raise `NotFound` when one is unknown."""
        if not toy_ids:
            return []
        rows = await session.scalars(statements.toys_with_ids(), {"ids": toy_ids})
        return rules.all_found(rows.all(), toy_ids)


make = AsyncOrmRepository
