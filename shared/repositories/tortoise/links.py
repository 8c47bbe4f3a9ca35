"""Links between users or posts and toys, one at a time.

`ManyToManyRelation.add` reads first and inserts then, so that of two requests at once one fails;
the database can do both in a statement, which Tortoise has no words for.
"""

from tortoise.backends.base.client import BaseDBAsyncClient

from shared import rules
from shared.repositories.tortoise.models import Post, Toy, User


class Links:
    """The links of one kind of owner, `user` or `post`."""

    def __init__(self, owner: type[User] | type[Post], name: str) -> None:
        self._owner = owner
        self._name = name
        table, owner_id = f"{name}_toy", f"{name}_id"
        self._insert = (
            f"INSERT INTO {table} ({owner_id}, toy_id) VALUES ($1, $2) ON CONFLICT DO NOTHING"  # noqa: S608
        )
        self._delete = f"DELETE FROM {table} WHERE {owner_id} = $1 AND toy_id = $2"  # noqa: S608

    async def add(self, connection: BaseDBAsyncClient, owner_id: int, toy_id: int) -> None:
        """Link a toy, if it is not linked yet."""
        await connection.execute_query(self._insert, [owner_id, toy_id])

    async def remove(self, connection: BaseDBAsyncClient, owner_id: int, toy_id: int) -> None:
        """Take a toy away; raise `NotFound` when owner or toy do not exist."""
        deleted, _ = await connection.execute_query(self._delete, [owner_id, toy_id])
        if not deleted:
            rules.both_exist(
                (self._name, owner_id, await self._owner.exists(id=owner_id)),
                ("toy", toy_id, await Toy.exists(id=toy_id)),
            )
