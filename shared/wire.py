"""Rows to wire shapes to bytes. A row is anything that has the attributes: entity or tuple."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import orjson

from shared.schemas import FeedPost, PostOut, Queries, ToyOut, ToyRef, UserOut


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


def user(row: Any, toys: Iterable[Any]) -> UserOut:
    """Return a user with `toys`."""
    return {
        "id": row.id,
        "name": row.name,
        "email": row.email,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "toys": toy_refs(toys),
    }


def post(row: Any, toys: Iterable[Any]) -> PostOut:
    """Return a post with `toys`."""
    return {
        "id": row.id,
        "author_id": row.author_id,
        "title": row.title,
        "content": row.content,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "toys": toy_refs(toys),
    }


def feed_post(row: Any, author: Any, toys: Iterable[Any]) -> FeedPost:
    """Return a post of the feed, with its author and `toys`."""
    return {
        "id": row.id,
        "title": row.title,
        "content": row.content,
        "created_at": timestamp(row.created_at),
        "updated_at": timestamp(row.updated_at),
        "author": {"id": author.id, "name": author.name, "email": author.email},
        "toys": toy_refs(toys),
    }


def queries(count: int, seconds: float) -> Queries:
    """Return what `count` reads in `seconds` cost each, to a tenth of a microsecond."""
    return {
        "queries": count,
        "mean_ms": round(seconds * 1e3 / count, 4),
        "queries_per_second": round(count / seconds, 1),
    }
