"""The entities on the wire: their keys in order, and the form of each value."""

import re
from collections.abc import Iterable, Mapping

from bench.contract.api import Json
from bench.contract.violations import equal, fail, require

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
"""RFC 3339 in UTC, always with microseconds."""

_TEXTS = {"name", "email", "title", "content"}
_IDS = {"id", "author_id"}
_TIMES = {"created_at", "updated_at"}


def is_toy(value: object) -> Json:
    """Require a toy and return it."""
    return _entity("toy", value, "id name created_at updated_at")


def is_user(value: object) -> Json:
    """Require a user with toys and return it."""
    return _entity("user", value, "id name email created_at updated_at toys")


def is_post(value: object) -> Json:
    """Require a post with toys and return it."""
    return _entity("post", value, "id author_id title content created_at updated_at toys")


def is_feed_post(value: object) -> Json:
    """Require a post of the feed, with author and toys, and return it."""
    return _entity("feed post", value, "id title content created_at updated_at author toys")


def refs(toys: Iterable[Json]) -> list[Json]:
    """Return toys as a user or a post shows them: id and name, in the order of ids."""
    inside = [{"id": toy["id"], "name": toy["name"]} for toy in toys]
    return sorted(inside, key=lambda toy: int(toy["id"]))


def holds(entity: Json, fields: Mapping[str, object]) -> None:
    """Require these values of an entity."""
    for key, value in fields.items():
        equal(key, entity[key], value)


def _entity(what: str, value: object, keys: str) -> Json:
    if not isinstance(value, dict):
        fail(f"the {what} is not an object: {value!r}")
    equal(f"the {what}'s keys", list(value), keys.split())
    for key, field in value.items():
        require(_well_formed(key, field), f"the {what}'s {key} has a wrong form: {field!r}")
    if "toys" in value:
        _toys_inside(what, value["toys"])
    if "author" in value:
        _entity(f"{what}'s author", value["author"], "id name email")
    return value


def _well_formed(key: str, field: object) -> bool:
    if key in _IDS:
        return type(field) is int
    if key in _TEXTS:
        return isinstance(field, str)
    if key in _TIMES:
        return isinstance(field, str) and TIMESTAMP.fullmatch(field) is not None
    return isinstance(field, list if key == "toys" else dict)


def _toys_inside(what: str, toys: list[object]) -> None:
    ids = [_entity(f"{what}'s toy", toy, "id name")["id"] for toy in toys]
    require(ids == sorted(set(ids)), f"the {what}'s toys are not in the order of ids: {ids}")
