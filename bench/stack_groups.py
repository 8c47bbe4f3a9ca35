"""Names that stand for several stacks, wherever `--stacks` takes a list."""

from collections.abc import Container, Iterable, Mapping
from typing import Final

from bench.stacks import CATALOGUE, Stack

DEFAULT: Final = (
    "flask-psycopg2",
    "flask-psycopg",
    "fastapi-psycopg",
    "fastapi-asyncpg",
    "fastapi-threads-psycopg2",
    "fastapi-blocking-psycopg2",
)
"""What one run can tell apart in five minutes: the ORM on every driver, and the bridges."""

BLOCKING: Final = frozenset(stack.name for stack in CATALOGUE if stack.bridge == "blocking")
USUAL_SERVERS: Final = frozenset({"gunicorn", "uvicorn"})


def _right() -> list[Stack]:
    """Return the stacks that one may copy: a repository of their own world, and no warning."""
    return [stack for stack in CATALOGUE if stack.bridge == "native" and not stack.warning]


GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "default": DEFAULT,
    "ladder": tuple(stack.name for stack in _right() if stack.server in USUAL_SERVERS),
    "servers": tuple(stack.name for stack in _right() if stack.style == "orm"),
    "all": tuple(stack.name for stack in CATALOGUE),
}
"""`ladder` has every style on every driver, `servers` the ORM on every server."""


def groups_of(stack: str) -> list[str]:
    """Return the groups that a stack is in."""
    return [group for group, members in GROUPS.items() if stack in members]


def without_blocking(found: Iterable[str], asked: Container[str]) -> list[str]:
    """Leave out the stacks that block, but not where one is asked for by its own name."""
    return [name for name in found if name in asked or name not in BLOCKING]


def expanded(names: Iterable[str]) -> list[str]:
    """Return the names with each group's members in its place.

    A group adds those that are not there yet; a stack that is named by itself is always added,
    for one named twice is an A/A run.
    """
    found: list[str] = []
    for name in names:
        if name in GROUPS:
            found += [member for member in GROUPS[name] if member not in found]
        else:
            found.append(name)
    return found
