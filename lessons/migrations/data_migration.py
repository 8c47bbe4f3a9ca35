"""A data migration: a new column that existing rows need.

A column that must not be null cannot be added to a table with rows, unless there is a default.
So take three steps: add it nullable, fill it, then forbid null. Let the server compute the
values, in one statement. Describe the table in the revision itself: your models move on, and a
revision that imports them breaks on the next empty database. A revision that fails leaves
nothing: PostgreSQL's DDL is part of the transaction. So are its locks: nobody reads the table until
all three steps are done. Where it is large and in use, make them three revisions: a column that
may be null, which the service begins to write; the rows in batches; null forbidden last.

See: https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.execute
See: https://docs.sqlalchemy.org/en/21/core/selectable.html#sqlalchemy.sql.expression.table
See: https://www.postgresql.org/docs/current/ddl-alter.html#DDL-ALTER-ADDING-A-COLUMN
"""

import sqlalchemy as sa
from alembic import op
from psycopg.errors import NotNullViolation
from sqlalchemy.exc import IntegrityError, ProgrammingError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from lessons.backends import ask
from lessons.lesson import Lesson
from lessons.revisions import columns, workshop

ROWS = 1_000


class Base(DeclarativeBase):
    """Today's models."""


class Crate(Base):
    """A crate as it is today: the colour came long after the slug."""

    __tablename__ = "crates"

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str]
    slug: Mapped[str]
    colour: Mapped[str]


def crates() -> None:
    """Make the table."""
    op.create_table(
        "crates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("label", sa.Text, nullable=False),
    )


def at_once() -> None:
    """Add a column that must not be null, to rows that have none."""
    op.add_column("crates", sa.Column("slug", sa.Text, nullable=False))


def with_models() -> None:
    """Fill it through the models of today."""
    op.add_column("crates", sa.Column("slug", sa.Text))
    with Session(op.get_bind()) as session:
        for crate in session.scalars(sa.select(Crate)):
            crate.slug = crate.label.lower()
        session.flush()


def in_three_steps() -> None:
    """Add, fill, forbid null."""
    op.add_column("crates", sa.Column("slug", sa.Text))
    crates = sa.table("crates", sa.column("label"), sa.column("slug"))
    slug = sa.func.replace(sa.func.lower(crates.c.label), " ", "-")
    op.execute(sa.update(crates).values(slug=slug))
    op.alter_column("crates", "slug", nullable=False)


def without_slug() -> None:
    """Drop it again."""
    op.drop_column("crates", "slug")


WRONG, RIGHT = at_once, in_three_steps
IMPORTS = (
    "from sqlalchemy.orm import Session\nfrom lessons.migrations.data_migration import Crate\n"
)


def run(lesson: Lesson) -> None:
    """Give a thousand crates a slug."""
    with workshop(lesson) as alembic:
        alembic.write("0001", None, crates)
        alembic.run("upgrade", "head", show=False)
        ask(
            lesson.dsn,
            "INSERT INTO crates (label) SELECT 'Crate ' || n FROM generate_series(1, %s) n",
            ROWS,
        )
        lesson.say(f"A table with {ROWS:,} rows. A revision adds a column, derived from another.")

        lesson.step("Wrong: all at once")
        lesson.code(WRONG)
        alembic.write("0002", "0001", WRONG)
        with lesson.raises(IntegrityError):
            alembic.run("upgrade", "head")
        lesson.claim("nothing was changed", columns(lesson, "crates") == ["id", "label"])

        lesson.step("Wrong: through today's models")
        lesson.code(with_models)
        alembic.write("0002", "0001", with_models, imports=IMPORTS)
        with lesson.raises(ProgrammingError):
            alembic.run("upgrade", "head")
        lesson.claim("nothing was changed", columns(lesson, "crates") == ["id", "label"])

        lesson.step("Right: three steps, in the revision's own words")
        lesson.code(RIGHT)
        alembic.write("0002", "0001", RIGHT, without_slug)
        alembic.run("upgrade", "head")
        filled = ask(lesson.dsn, "SELECT count(*) FROM crates WHERE slug = 'crate-' || id")
        lesson.claim("every row has its value", filled == [(ROWS,)])
        with lesson.raises(NotNullViolation):
            ask(lesson.dsn, "INSERT INTO crates (label) VALUES ('Crate without a slug')")
        alembic.run("downgrade", "0001")
        lesson.claim("and the way back works", columns(lesson, "crates") == ["id", "label"])
