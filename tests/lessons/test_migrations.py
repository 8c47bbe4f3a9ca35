"""Lessons on migrations fail when their wrong way is mended, or their right way broken."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import op


def nothing(_: object) -> None:
    pass


def locking_too() -> None:
    op.create_index("ix_crates_weight", "crates", ["weight"])


def without_filling() -> None:
    op.add_column("crates", sa.Column("slug", sa.Text))


def still_nullable() -> None:
    op.add_column("crates", sa.Column("slug", sa.Text))
    op.execute("UPDATE crates SET slug = 'crate-' || id")


def nullable_at_once() -> None:
    op.add_column("crates", sa.Column("slug", sa.Text, server_default="none", nullable=False))


def drop_and_add() -> None:
    op.drop_column("crates", "label")
    op.add_column("crates", sa.Column("title", sa.String(50)))


@pytest.mark.parametrize(
    ("name", "attribute", "replacement", "claim"),
    [
        ("up-and-down", "TARGET", "MIDDLE", "everything is as before"),
        ("autogenerate", "RIGHT", drop_and_add, "the label is kept"),
        ("async-env", "WRONG", "RIGHT", "MissingGreenlet is raised"),
        ("lock-free-index", "WRONG", "lock_free", "meanwhile nobody can write"),
        ("lock-free-index", "RIGHT", locking_too, "others go on writing"),
        ("data-migration", "WRONG", nullable_at_once, "IntegrityError is raised"),
        ("data-migration", "RIGHT", without_filling, "every row has its value"),
        ("data-migration", "RIGHT", still_nullable, "NotNullViolation is raised"),
        ("two-heads", "merge", nothing, "there is one head"),
    ],
)
def test_a_changed_lesson_fails(
    name: str,
    attribute: str,
    replacement: Any,
    claim: str,
    changed: Callable[[str, str, Any], str],
) -> None:
    assert claim in changed(name, attribute, replacement)
