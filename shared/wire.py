"""Rows to wire shapes to bytes. A row is anything that has the attributes: entity or tuple."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from shared.schemas import Author, FeedPost, PostOut, Queries, ToyOut, ToyRef, UserOut


def dumps(document: Any) -> bytes:
    """Return compact UTF-8 JSON; the same encoder serves every stack."""
    return orjson.dumps(document)


def timestamp(moment: datetime) -> str:
    """Return RFC 3339 in UTC, always with microseconds: ``2026-01-02T03:04:05.000006Z``."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    return utc.isoformat(timespec="microseconds") + "Z"


def toy(row: Any) -> ToyOut:
    """Return a toy as its own resource."""
    return {
        "id": row.id,
        "name": row.name,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
    }


def toy_refs(rows: Iterable[Any]) -> list[ToyRef]:
    """Return toys as parts of something else."""
    return [{"id": row.id, "name": row.name} for row in rows]


def refs(ids: Sequence[int] | None, names: Sequence[str] | None) -> list[ToyRef]:
    """Return the same out of two arrays, as `array_agg` makes them: NULL when there is none."""
    if not ids or not names:
        return []
    return [{"id": toy_id, "name": name} for toy_id, name in zip(ids, names, strict=True)]


def user(row: Any, toys: list[ToyRef]) -> UserOut:
    """Return a user with `toys`."""
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "toys": toys,
    }


def post(row: Any, toys: list[ToyRef]) -> PostOut:
    """Return a post with `toys`."""
    return {
        "id": row.id,
        "author_id": row.author_id,
        "title": row.title,
        "content": row.content,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "toys": toys,
    }


def author(row: Any) -> Author:
    """Return a user as the author of something else."""
    return {"id": row.id, "name": row.name, "email": row.email}


def feed_post(row: Any, author: Author, toys: list[ToyRef]) -> FeedPost:
    """Return a post of the feed, with its `author` and `toys`."""
    return {
        "id": row.id,
        "title": row.title,
        "content": row.content,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "author": author,
        "toys": toys,
    }


# A flat row holds all that belongs to it: `toy_ids` and `toy_names`, and in the feed the author.


def flat_user(row: Any) -> UserOut:
    """Return a user out of a flat row."""
    return user(row, refs(row.toy_ids, row.toy_names))


def flat_post(row: Any) -> PostOut:
    """Return a post out of a flat row."""
    return post(row, refs(row.toy_ids, row.toy_names))


def flat_feed_post(row: Any) -> FeedPost:
    """Return a post of the feed out of a flat row: `author_id`, `author_name`, `author_email`."""
    author: Author = {"id": row.author_id, "name": row.author_name, "email": row.author_email}
    return feed_post(row, author, refs(row.toy_ids, row.toy_names))


def queries(count: int, seconds: float) -> Queries:
    """Return what `count` reads in `seconds` cost each, to a tenth of a microsecond."""
    return {
        "queries": count,
        "mean_ms": round(seconds * 1e3 / count, 4),
        "queries_per_second": round(count / seconds, 1),
    }
