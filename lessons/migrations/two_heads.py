"""Two heads: two branches both add a revision.

A revision names the one before it. When two people each write one on their own branch, both name
the same; after merging the branches there are two heads, and `upgrade head` refuses to guess.
A merge revision, which changes nothing, joins them. CI can find this early: `alembic heads` must
print one line.

See: https://alembic.sqlalchemy.org/en/latest/branches.html
See: https://alembic.sqlalchemy.org/en/latest/branches.html#merging-branches
"""

import sqlalchemy as sa
from alembic import op
from alembic.util import CommandError

from lessons.lesson import Lesson
from lessons.revisions import Workshop, columns, workshop

MERGED = ("0002_ada", "0002_bob")


def crates() -> None:
    """Make the table."""
    op.create_table("crates", sa.Column("id", sa.Integer, primary_key=True))


def adas() -> None:
    """Add what Ada needs."""
    op.add_column("crates", sa.Column("weight", sa.Integer))


def bobs() -> None:
    """Add what Bob needs."""
    op.add_column("crates", sa.Column("colour", sa.Text))


def merge(alembic: Workshop) -> None:
    alembic.run("merge", list(MERGED), message="both", rev_id="0003")


def run(lesson: Lesson) -> None:
    """Make two heads, and one of them again."""
    with workshop(lesson) as alembic:
        lesson.step("Ada and Bob start from revision 0001")
        lesson.code(adas, bobs)
        alembic.write("0001", None, crates)
        alembic.write("0002_ada", "0001", adas)
        alembic.write("0002_bob", "0001", bobs)
        alembic.run("upgrade", "0001")

        lesson.step("Wrong: both branches are merged, and nobody looked")
        heads = alembic.run("heads").splitlines()
        lesson.claim("there are two heads", len(heads) == 2)
        with lesson.raises(CommandError):
            alembic.run("upgrade", "head")
        lesson.claim("nothing was changed", columns(lesson, "crates") == ["id"])

        lesson.step("Right: a revision that comes after both")
        merge(alembic)
        heads = alembic.run("heads").splitlines()
        lesson.claim("there is one head", len(heads) == 1)
        alembic.run("upgrade", "head")
        found = columns(lesson, "crates")
        lesson.claim("both columns are there", set(found) == {"id", "weight", "colour"})
        history = alembic.run("history")
        lesson.claim("the history shows where they parted and met", "(mergepoint)" in history)
