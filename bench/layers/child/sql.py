"""The statements of the layers: one row by its key, and a row that is changed."""

from typing import Final

from sqlalchemy import bindparam, func, select, update

from shared.models import toys

COLUMNS: Final = "id, name, created_at, updated_at"


def row(placeholder: str) -> str:
    """Return the statement that reads one toy."""
    return f"SELECT {COLUMNS} FROM toys WHERE id = {placeholder}"  # noqa: S608  (our own words)


def locked_row(placeholder: str) -> str:
    """Return the same for a row that is about to be changed."""
    return f"{row(placeholder)} FOR NO KEY UPDATE"


def change(name: str, toy_id: str) -> str:
    """Return the statement that renames a toy."""
    return (
        f"UPDATE toys SET name = {name}, updated_at = now() "  # noqa: S608  (our own words)
        f"WHERE id = {toy_id} RETURNING updated_at"
    )


ROW: Final = select(toys).where(toys.c.id == bindparam("id"))
LOCKED_ROW: Final = ROW.with_for_update(key_share=True)
CHANGE: Final = (
    update(toys)
    .where(toys.c.id == bindparam("toy_id"))
    .values(name=bindparam("new_name"), updated_at=func.now())
    .returning(toys.c.updated_at)
)
