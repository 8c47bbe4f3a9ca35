"""Users and toys once more, with what the service's models refuse: relationships that load lazily.

It is SQLAlchemy's default, so most code has it; some lessons need it to show what follows.
"""

from sqlalchemy import Column, ForeignKey, Table
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(AsyncAttrs, DeclarativeBase):
    """`AsyncAttrs` adds `awaitable_attrs`."""


user_toy = Table(
    "user_toy",
    Base.metadata,
    Column("user_id", ForeignKey("users.id"), primary_key=True),
    Column("toy_id", ForeignKey("toys.id"), primary_key=True),
)


class Toy(Base):
    """Something that users own."""

    __tablename__ = "toys"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    owners: Mapped[list["User"]] = relationship(secondary=user_toy, back_populates="toys")


class User(Base):
    """Somebody who owns toys."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str]
    toys: Mapped[list[Toy]] = relationship(
        secondary=user_toy, order_by=Toy.id, back_populates="owners"
    )
