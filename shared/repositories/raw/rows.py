"""What statements return: a driver's rows become these tuples, which have names.

A driver's own rows with names cost more: docs/decisions/raw-drivers.md has the figures.
"""

from datetime import datetime
from typing import NamedTuple


class ToyRef(NamedTuple):
    """A toy as part of something else."""

    id: int
    name: str


class Toy(NamedTuple):
    """A toy."""

    id: int
    name: str
    created_at: datetime
    updated_at: datetime


class User(NamedTuple):
    """A user, and their toys where the statement gathers them."""

    id: int
    name: str
    email: str
    created_at: datetime
    updated_at: datetime
    toy_ids: list[int] | None = None
    toy_names: list[str] | None = None


class Post(NamedTuple):
    """A post, and its toys where the statement gathers them."""

    id: int
    author_id: int
    title: str
    content: str
    created_at: datetime
    updated_at: datetime
    toy_ids: list[int] | None = None
    toy_names: list[str] | None = None


class FeedPost(NamedTuple):
    """A post with its author and its toys."""

    id: int
    title: str
    content: str
    created_at: datetime
    updated_at: datetime
    author_id: int
    author_name: str
    author_email: str
    toy_ids: list[int] | None
    toy_names: list[str] | None
