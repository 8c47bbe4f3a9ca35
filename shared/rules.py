"""Decisions, without I/O: what both worlds decide alike."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from shared.errors import Conflict, DomainError, NotFound
from shared.schemas import Page

Row = TypeVar("Row")


class HasId(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> int: ...  # noqa: D102


Identified = TypeVar("Identified", bound=HasId)


def found(row: Row | None, entity: str, entity_id: int) -> Row:
    """Return `row`, or raise `NotFound` when there is none."""
    if row is None:
        raise NotFound(entity, entity_id)
    return row


def both_exist(owner: tuple[str, int, bool], toy: tuple[str, int, bool]) -> None:
    """Raise `NotFound` for the first of (entity, id, exists) that does not exist."""
    for entity, entity_id, exists in (owner, toy):
        if not exists:
            raise NotFound(entity, entity_id)


def all_found(toys: Sequence[Identified], wanted: Iterable[int]) -> list[Identified]:
    """Return `toys`, or raise `NotFound` for the smallest wanted id that is not among them."""
    missing = set(wanted) - {toy.id for toy in toys}
    if missing:
        raise NotFound("toy", min(missing))
    return list(toys)


def window(page: Page) -> dict[str, int]:
    """Return a page's parameters, with one row more: that tells of a next page."""
    return {"after": page.after, "rows": page.limit + 1}


def cut(rows: Sequence[Identified], limit: int) -> tuple[Sequence[Identified], int | None]:
    """Split the page off `limit` + 1 rows: its rows, and the `after` of the next page if any."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], rows[limit - 1].id


def violation(constraint: str | None, wanted: Mapping[str, int]) -> DomainError | None:
    """Say in the domain's words which rule of the schema a write broke.

    `wanted` holds the ids that the write named, by entity. None when the constraint is not one
    that a request can break.
    """
    if constraint == "uq_users_email":
        return Conflict("the email is taken")
    for suffix, entity in (("_toys", "toy"), ("_users", "user"), ("_posts", "post")):
        if constraint and constraint.startswith("fk_") and constraint.endswith(suffix):
            if entity in wanted:
                return NotFound(entity, wanted[entity])
            return Conflict(f"a {entity} that the request names was deleted meanwhile")
    return None
