"""The tables, as SQLAlchemy sees them. Alembic owns them: nothing here creates one."""

from datetime import datetime
from typing import cast

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    MetaData,
    String,
    Table,
    Text,
    func,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names by rule: migrations and error messages can then rely on them."""


class Base(DeclarativeBase):
    """What every entity has: an identity and two timestamps, all given by the server.

    ``eager_defaults`` takes them from ``INSERT … RETURNING`` and ``UPDATE … RETURNING``,
    so that no statement has to follow to read them.
    """

    metadata = MetaData(naming_convention=NAMING)
    __mapper_args__ = {"eager_defaults": True}  # noqa: RUF012  (SQLAlchemy reads it from the class)

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), sort_order=1
    )
    updated_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), server_default=func.now(), onupdate=func.now(), sort_order=1
    )

    def change(self, values: dict[str, str]) -> None:
        """Set columns, and `updated_at` even when no value differs from before."""
        for name, value in values.items():
            setattr(self, name, value)
        self.updated_at = func.now()  # the server's clock


def association(name: str, owner: str) -> Table:
    """Return the table that links `owner` to toys; its second index serves the way back."""
    owner_id = f"{owner}_id"
    return Table(
        name,
        Base.metadata,
        Column(owner_id, ForeignKey(f"{owner}s.id", ondelete="CASCADE"), primary_key=True),
        Column("toy_id", ForeignKey("toys.id", ondelete="CASCADE"), primary_key=True),
        Index(None, "toy_id"),
    )


user_toy = association("user_toy", "user")
post_toy = association("post_toy", "post")


class Toy(Base):
    """Something that users own and posts mention."""

    __tablename__ = "toys"

    name: Mapped[str] = mapped_column(String(200))


# A relationship that was not asked for in the statement raises instead of loading: under
# asyncio a lazy load cannot work, and in both worlds it would hide a statement.


class User(Base):
    """Somebody who owns toys and writes posts."""

    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    toys: Mapped[list[Toy]] = relationship(secondary=user_toy, order_by=Toy.id, lazy="raise")


class Post(Base):
    """A text by one author that mentions toys."""

    __tablename__ = "posts"

    author_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    author: Mapped[User] = relationship(lazy="raise")
    toys: Mapped[list[Toy]] = relationship(secondary=post_toy, order_by=Toy.id, lazy="raise")


toys, users, posts = (cast(Table, entity.__table__) for entity in (Toy, User, Post))
"""The same as tables, for SQLAlchemy Core."""
