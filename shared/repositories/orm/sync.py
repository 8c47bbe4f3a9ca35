"""Every use case with the ORM, synchronously. Twin of `shared.repositories.orm.aio`."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from shared import rules, schemas, wire
from shared.db.sync import Sessions
from shared.errors import NotFound
from shared.models import Post, Toy, User, posts, users
from shared.repositories.orm.lazy import load_lazily
from shared.settings import Settings
from shared.statements import entities as statements
from shared.statements import tables


class OrmRepository:
    """One method a use case: a session, its statements, a wire shape. See `Repository`."""

    def __init__(self, settings: Settings) -> None:
        self._sessions = Sessions(settings)

    def close(self) -> None:
        self._sessions.close()

    def ping(self) -> None:
        with self._sessions.read() as session:
            session.execute(tables.ping())

    def sleep(self, seconds: float) -> None:
        with self._sessions.read() as session:
            session.execute(tables.sleep(), {"seconds": seconds})

    def read_toys(self, toy_ids: Sequence[int]) -> None:
        for toy_id in toy_ids:
            with self._sessions.read() as session:
                session.scalar(statements.toy_by_id(), {"id": toy_id})

    # toys

    def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        with self._sessions.write() as session:
            toy = Toy(name=new.name)
            session.add(toy)
            session.flush()
            return wire.toy(toy)

    def create_toys(self, batch: schemas.ToyBatch, by: schemas.BulkBy) -> schemas.Created:
        rows = [{"name": toy.name} for toy in batch.root]
        with self._sessions.write() as session:
            if by == "add_all":
                session.add_all(Toy(**row) for row in rows)
            elif by == "core":
                connection = session.connection()
                connection.execute(tables.insert_toys(), rows)
            else:
                session.execute(statements.insert_toys(), rows)
            return {"created": len(rows)}

    def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        with self._sessions.read() as session:
            rows = session.scalars(statements.toy_page(), rules.window(page)).all()
            toys, after = rules.cut(rows, page.limit)
            return {"items": [wire.toy(toy) for toy in toys], "next": after}

    def get_toy(self, toy_id: int) -> schemas.ToyOut:
        with self._sessions.read() as session:
            toy = session.scalar(statements.toy_by_id(), {"id": toy_id})
            return wire.toy(rules.found(toy, "toy", toy_id))

    def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        with self._sessions.write() as session:
            row = session.scalar(statements.for_update(statements.toy_by_id), {"id": toy_id})
            toy = rules.found(row, "toy", toy_id)
            toy.change(change.values())
            session.flush()
            return wire.toy(toy)

    def delete_toy(self, toy_id: int) -> None:
        with self._sessions.write() as session:
            met = session.scalar(statements.delete_by_id(Toy), {"id": toy_id})
            rules.found(met, "toy", toy_id)

    # users

    def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        with self._sessions.write() as session:
            toys = self._toys(session, new.toy_ids)
            user = User(name=new.name, email=new.email, toys=toys)
            session.add(user)
            session.flush()
            return wire.user(user, wire.toy_refs(toys))

    def list_users(self, page: schemas.Page) -> schemas.UserPage:
        with self._sessions.read() as session:
            rows = session.scalars(statements.user_page(), rules.window(page)).all()
            users, after = rules.cut(rows, page.limit)
            items = [wire.user(user, wire.toy_refs(user.toys)) for user in users]
            return {"items": items, "next": after}

    def get_user(self, user_id: int) -> schemas.UserOut:
        with self._sessions.read() as session:
            row = session.scalar(statements.user_by_id(), {"id": user_id})
            user = rules.found(row, "user", user_id)
            return wire.user(user, wire.toy_refs(user.toys))

    def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        with self._sessions.write() as session:
            row = session.scalar(statements.for_update(statements.user_by_id), {"id": user_id})
            user = rules.found(row, "user", user_id)
            user.change(change.values())
            session.flush()
            return wire.user(user, wire.toy_refs(user.toys))

    def delete_user(self, user_id: int) -> None:
        with self._sessions.write() as session:
            met = session.scalar(statements.delete_by_id(User), {"id": user_id})
            rules.found(met, "user", user_id)

    def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        with self._sessions.write(user=user_id, toy=toy_id) as session:
            session.execute(tables.link_toy(users), {"owner": user_id, "toy": toy_id})

    def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        with self._sessions.write() as session:
            ids = {"owner": user_id, "toy": toy_id}
            if session.scalar(tables.unlink_toy(users), ids) is None:
                exist = session.execute(tables.owner_and_toy_exist(users), ids).one()
                rules.both_exist(("user", user_id, exist[0]), ("toy", toy_id, exist[1]))

    def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        with self._sessions.read() as session:
            window = {"user_id": user_id, **rules.window(page)}
            rows = session.scalars(statements.posts_of_user(), window).all()
            if not rows and not session.scalar(tables.user_exists(), {"id": user_id}):
                raise NotFound("user", user_id)
            posts, after = rules.cut(rows, page.limit)
            items = [wire.post(post, wire.toy_refs(post.toys)) for post in posts]
            return {"items": items, "next": after}

    # posts

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        with self._sessions.write(user=new.author_id) as session:
            toys = self._toys(session, new.toy_ids)
            post = Post(author_id=new.author_id, title=new.title, content=new.content, toys=toys)
            session.add(post)
            session.flush()
            return wire.post(post, wire.toy_refs(toys))

    def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        with self._sessions.read() as session:
            rows = session.scalars(statements.post_page(), rules.window(page)).all()
            posts, after = rules.cut(rows, page.limit)
            items = [wire.post(post, wire.toy_refs(post.toys)) for post in posts]
            return {"items": items, "next": after}

    def get_post(self, post_id: int) -> schemas.PostOut:
        with self._sessions.read() as session:
            row = session.scalar(statements.post_by_id(), {"id": post_id})
            post = rules.found(row, "post", post_id)
            return wire.post(post, wire.toy_refs(post.toys))

    def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        with self._sessions.write() as session:
            row = session.scalar(statements.for_update(statements.post_by_id), {"id": post_id})
            post = rules.found(row, "post", post_id)
            post.change(change.values())
            session.flush()
            return wire.post(post, wire.toy_refs(post.toys))

    def delete_post(self, post_id: int) -> None:
        with self._sessions.write() as session:
            met = session.scalar(statements.delete_by_id(Post), {"id": post_id})
            rules.found(met, "post", post_id)

    def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        with self._sessions.write(post=post_id, toy=toy_id) as session:
            session.execute(tables.link_toy(posts), {"owner": post_id, "toy": toy_id})

    def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        with self._sessions.write() as session:
            ids = {"owner": post_id, "toy": toy_id}
            if session.scalar(tables.unlink_toy(posts), ids) is None:
                exist = session.execute(tables.owner_and_toy_exist(posts), ids).one()
                rules.both_exist(("post", post_id, exist[0]), ("toy", toy_id, exist[1]))

    def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        with self._sessions.read() as session:
            statement = statements.newest_posts(query.load)
            posts = session.scalars(statement, {"rows": query.limit}).unique().all()
            if query.load == "lazy":
                posts = load_lazily(session, posts)
            items = [
                wire.feed_post(post, wire.author(post.author), wire.toy_refs(post.toys))
                for post in posts
            ]
            return {"items": items}

    @staticmethod
    def _toys(session: Session, toy_ids: Sequence[int]) -> list[Toy]:
        """Return the toys with these ids, each once; raise `NotFound` when one is unknown."""
        if not toy_ids:
            return []
        rows = session.scalars(statements.toys_with_ids(), {"ids": toy_ids})
        return rules.all_found(rows.all(), toy_ids)


make = OrmRepository
