"""Every use case with SQLAlchemy Core, synchronously. Twin of `shared.repositories.core.aio`."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table

from shared import rules, schemas, wire
from shared.db.connections.sync import Connections
from shared.errors import NotFound
from shared.models import posts, toys, users
from shared.settings import Settings
from shared.statements import tables as statements


class CoreRepository:
    """One method a use case: a statement, mostly alone, and a wire shape. See `Repository`."""

    def __init__(self, settings: Settings) -> None:
        self._connections = Connections(settings)

    def close(self) -> None:
        self._connections.close()

    def ping(self) -> None:
        self._connections.row(statements.ping())

    def sleep(self, seconds: float) -> None:
        self._connections.row(statements.sleep(), {"seconds": seconds})

    def read_toys(self, toy_ids: Sequence[int]) -> None:
        for toy_id in toy_ids:
            self._connections.row(statements.toy_by_id(), {"id": toy_id})

    # toys

    def create_toy(self, new: schemas.ToyCreate) -> schemas.ToyOut:
        values = {"name": new.name}
        return wire.toy(self._connections.row(statements.insert_row(toys), values))

    def create_toys(self, batch: schemas.ToyBatch, by: schemas.BulkBy) -> schemas.Created:  # noqa: ARG002
        rows = [{"name": toy.name} for toy in batch.root]
        with self._connections.transaction() as connection:
            connection.execute(statements.insert_toys(), rows)
        return {"created": len(rows)}

    def list_toys(self, page: schemas.Page) -> schemas.ToyPage:
        rows = self._connections.rows(statements.toy_page(), rules.window(page))
        shown, after = rules.cut(rows, page.limit)
        return {"items": [wire.toy(row) for row in shown], "next": after}

    def get_toy(self, toy_id: int) -> schemas.ToyOut:
        row = self._connections.row(statements.toy_by_id(), {"id": toy_id})
        return wire.toy(rules.found(row, "toy", toy_id))

    def update_toy(self, toy_id: int, change: schemas.ToyChange) -> schemas.ToyOut:
        values = {"row": toy_id, **change.values()}
        row = self._connections.row(statements.change_toy(), values)
        return wire.toy(rules.found(row, "toy", toy_id))

    def delete_toy(self, toy_id: int) -> None:
        met = self._connections.row(statements.delete_by_id(toys), {"id": toy_id})
        rules.found(met, "toy", toy_id)

    # users

    def create_user(self, new: schemas.UserCreate) -> schemas.UserOut:
        statement = statements.insert_row(users)
        values = {"name": new.name, "email": new.email}
        if not new.toy_ids:
            return wire.user(self._connections.row(statement, values), [])
        with self._connections.transaction() as connection:
            linked = self._toys(connection, new.toy_ids)
            user = connection.execute(statement, values).one()
            links = {"owner": user.id, "toys": [toy["id"] for toy in linked]}
            connection.execute(statements.insert_links(users), links)
        return wire.user(user, linked)

    def list_users(self, page: schemas.Page) -> schemas.UserPage:
        rows = self._connections.rows(statements.page_with_toys(users), rules.window(page))
        shown, after = rules.cut(rows, page.limit)
        return {"items": [wire.flat_user(row) for row in shown], "next": after}

    def get_user(self, user_id: int) -> schemas.UserOut:
        row = self._connections.row(statements.with_toys_by_id(users), {"id": user_id})
        return wire.flat_user(rules.found(row, "user", user_id))

    def update_user(self, user_id: int, change: schemas.UserChange) -> schemas.UserOut:
        values = change.values()
        statement = statements.change_with_toys(users, tuple(values))
        row = self._connections.row(statement, {"row": user_id, **values})
        return wire.flat_user(rules.found(row, "user", user_id))

    def delete_user(self, user_id: int) -> None:
        met = self._connections.row(statements.delete_by_id(users), {"id": user_id})
        rules.found(met, "user", user_id)

    def add_toy_to_user(self, user_id: int, toy_id: int) -> None:
        ids = {"owner": user_id, "toy": toy_id}
        self._connections.run(statements.link_toy(users), ids, user=user_id, toy=toy_id)

    def remove_toy_from_user(self, user_id: int, toy_id: int) -> None:
        ids = {"owner": user_id, "toy": toy_id}
        if self._connections.row(statements.unlink_toy(users), ids) is None:
            self._both_exist(users, "user", ids)

    def list_user_posts(self, user_id: int, page: schemas.Page) -> schemas.PostPage:
        window = {"user_id": user_id, **rules.window(page)}
        rows = self._connections.rows(statements.posts_of_user(), window)
        if not rows:
            self._user_exists(user_id)
        shown, after = rules.cut(rows, page.limit)
        return {"items": [wire.flat_post(row) for row in shown], "next": after}

    # posts

    def create_post(self, new: schemas.PostCreate) -> schemas.PostOut:
        statement = statements.insert_row(posts)
        values = {"author_id": new.author_id, "title": new.title, "content": new.content}
        if not new.toy_ids:
            row = self._connections.row(statement, values, user=new.author_id)
            return wire.post(row, [])
        with self._connections.transaction(user=new.author_id) as connection:
            linked = self._toys(connection, new.toy_ids)
            post = connection.execute(statement, values).one()
            links = {"owner": post.id, "toys": [toy["id"] for toy in linked]}
            connection.execute(statements.insert_links(posts), links)
        return wire.post(post, linked)

    def list_posts(self, page: schemas.Page) -> schemas.PostPage:
        rows = self._connections.rows(statements.page_with_toys(posts), rules.window(page))
        shown, after = rules.cut(rows, page.limit)
        return {"items": [wire.flat_post(row) for row in shown], "next": after}

    def get_post(self, post_id: int) -> schemas.PostOut:
        row = self._connections.row(statements.with_toys_by_id(posts), {"id": post_id})
        return wire.flat_post(rules.found(row, "post", post_id))

    def update_post(self, post_id: int, change: schemas.PostChange) -> schemas.PostOut:
        values = change.values()
        statement = statements.change_with_toys(posts, tuple(values))
        row = self._connections.row(statement, {"row": post_id, **values})
        return wire.flat_post(rules.found(row, "post", post_id))

    def delete_post(self, post_id: int) -> None:
        met = self._connections.row(statements.delete_by_id(posts), {"id": post_id})
        rules.found(met, "post", post_id)

    def add_toy_to_post(self, post_id: int, toy_id: int) -> None:
        ids = {"owner": post_id, "toy": toy_id}
        self._connections.run(statements.link_toy(posts), ids, post=post_id, toy=toy_id)

    def remove_toy_from_post(self, post_id: int, toy_id: int) -> None:
        ids = {"owner": post_id, "toy": toy_id}
        if self._connections.row(statements.unlink_toy(posts), ids) is None:
            self._both_exist(posts, "post", ids)

    def feed(self, query: schemas.FeedQuery) -> schemas.Feed:
        rows = self._connections.rows(statements.newest_posts(), {"rows": query.limit})
        return {"items": [wire.flat_feed_post(row) for row in rows]}

    @staticmethod
    def _toys(connection: Connection, toy_ids: Sequence[int]) -> list[schemas.ToyRef]:
        """Return the toys with these ids, each once; raise `NotFound` when one is unknown."""
        rows = connection.execute(statements.toys_with_ids(), {"ids": toy_ids})
        return wire.toy_refs(rules.all_found(rows.all(), toy_ids))

    def _user_exists(self, user_id: int) -> None:
        """Raise `NotFound` for a user that does not exist."""
        row = self._connections.row(statements.user_exists(), {"id": user_id})
        if row is None or not row[0]:
            raise NotFound("user", user_id)

    def _both_exist(self, owner: Table, entity: str, ids: dict[str, int]) -> None:
        """Raise `NotFound` for an owner or a toy that does not exist."""
        row = self._connections.row(statements.owner_and_toy_exist(owner), ids)
        exist = rules.found(row, entity, ids["owner"])
        rules.both_exist((entity, ids["owner"], exist[0]), ("toy", ids["toy"], exist[1]))


make = CoreRepository
