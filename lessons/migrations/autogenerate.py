"""Autogenerate: a draft by comparing models with tables.

`alembic revision --autogenerate` compares the models with the database and writes a revision that
makes them equal. It finds tables, columns, indexes and types. It cannot know what you meant: a
column with a new name looks like one dropped and another added, and running that loses what was
in it. So read every draft; say `alter_column` where you renamed.

See: https://alembic.sqlalchemy.org/en/latest/autogenerate.html
See: https://alembic.sqlalchemy.org/en/latest/autogenerate.html#what-does-autogenerate-detect-and-what-does-it-not-detect
See: https://alembic.sqlalchemy.org/en/latest/ops.html#alembic.operations.Operations.alter_column
"""

from pathlib import Path
from textwrap import wrap

from alembic import op
from sqlalchemy import Column, Integer, MetaData, String, Table

from lessons.backends import ask
from lessons.lesson import Lesson
from lessons.revisions import Workshop, workshop


def first_models(metadata: MetaData) -> None:
    """Describe crates with a label."""
    Table(
        "crates",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("label", String(50), index=True),
    )


def later_models(metadata: MetaData) -> None:
    """Call the label a title."""
    metadata.clear()
    Table(
        "crates",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("title", String(50), index=True),
    )


def rename() -> None:
    """Say what was meant."""
    op.alter_column("crates", "label", new_column_name="title")
    op.execute("ALTER INDEX ix_crates_label RENAME TO ix_crates_title")


RIGHT = rename


def wrapped(line: str) -> list[str]:
    return wrap(line, 72, subsequent_indent=" " * 8)


def drafted(lesson: Lesson, alembic: Workshop, revision: str) -> Path:
    """Let Alembic write a revision, and show what it does."""
    alembic.run("revision", autogenerate=True, message="draft", rev_id=revision)
    (path,) = alembic.versions.glob(f"{revision}_*.py")
    text = path.read_text()
    body = text[text.index("def upgrade") : text.index("def downgrade")]
    lines = (line for line in body.strip().splitlines() if "###" not in line)
    lesson.listing("\n".join(piece for line in lines for piece in wrapped(line)))
    return path


def labels(lesson: Lesson, column: str) -> list[tuple[object, ...]]:
    return ask(lesson.dsn, f"SELECT {column} FROM crates")  # noqa: S608  (a name of ours)


def run(lesson: Lesson) -> None:
    """Draft a table, then a renamed column, which the draft gets wrong."""
    metadata = MetaData()
    with workshop(lesson, metadata=metadata) as alembic:
        lesson.step("A first draft, from models and an empty database")
        first_models(metadata)
        lesson.code(first_models)
        drafted(lesson, alembic, "0001")
        alembic.run("upgrade", "head", show=False)
        ask(lesson.dsn, "INSERT INTO crates (label) VALUES ('apples')")
        lesson.claim("the table is there", labels(lesson, "label") == [("apples",)])

        lesson.step("Wrong: a column is renamed in the models, and the draft is not read")
        later_models(metadata)
        draft = drafted(lesson, alembic, "0002")
        lesson.claim(
            "it would drop the column", "drop_column('crates', 'label')" in draft.read_text()
        )
        alembic.run("upgrade", "head", show=False)
        lesson.claim("the crate has lost its label", labels(lesson, "title") == [(None,)])
        alembic.run("downgrade", "0001", show=False)
        draft.unlink()

        lesson.step("Right: say what was meant")
        lesson.code(RIGHT)
        ask(lesson.dsn, "UPDATE crates SET label = 'apples'")
        alembic.write("0002", "0001", RIGHT)
        alembic.run("upgrade", "head")
        lesson.claim(
            "the label is kept under its new name", labels(lesson, "title") == [("apples",)]
        )
        lesson.claim("models and tables agree", "No new" in alembic.run("check"))
