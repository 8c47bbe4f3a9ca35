"""The tables, as Tortoise sees them. Alembic owns them: nothing here creates one."""

from tortoise import fields
from tortoise.fields.db_defaults import Now
from tortoise.models import Model
from tortoise.query_utils import Prefetch


class Entity(Model):
    """What every entity has: an identity and two timestamps, all given by the server.

    `db_default` takes them from ``INSERT … RETURNING``; `auto_now` would take the app's clock.
    """

    id = fields.BigIntField(primary_key=True)
    created_at = fields.DatetimeField(db_default=Now())
    updated_at = fields.DatetimeField(db_default=Now())

    class Meta:  # noqa: D106
        abstract = True


class Toy(Entity):
    """Something that users own and posts mention."""

    name = fields.CharField(max_length=200)

    class Meta:  # noqa: D106
        table = "toys"


class User(Entity):
    """Somebody who owns toys and writes posts."""

    name = fields.CharField(max_length=200)
    email = fields.CharField(max_length=320, unique=True)
    toys: fields.ManyToManyRelation[Toy] = fields.ManyToManyField(
        "crossover.Toy",
        through="user_toy",
        backward_key="user_id",
        forward_key="toy_id",
        related_name="owners",
    )

    class Meta:  # noqa: D106
        table = "users"


class Post(Entity):
    """A text by one author that mentions toys."""

    author_id: int
    author: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "crossover.User", related_name="posts"
    )
    title = fields.CharField(max_length=200)
    content = fields.TextField()
    toys: fields.ManyToManyRelation[Toy] = fields.ManyToManyField(
        "crossover.Toy",
        through="post_toy",
        backward_key="post_id",
        forward_key="toy_id",
        related_name="posts",
    )

    class Meta:  # noqa: D106
        table = "posts"


def with_toys() -> Prefetch:
    """Return what to prefetch for users and posts: their toys, in the order of ids."""
    return Prefetch("toys", Toy.all().order_by("id"))
