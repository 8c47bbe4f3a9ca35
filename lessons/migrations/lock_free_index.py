"""A lock-free index: built while others go on writing.

`CREATE INDEX` locks out writers until it is done, minutes on a large table. It gets worse: if any
transaction has written and is still open, it waits for that one, and all writers queue behind
it. `CREATE INDEX CONCURRENTLY` builds without that lock. It cannot run in a transaction, so the
revision leaves Alembic's with `autocommit_block`. Should it fail, it leaves an invalid index,
to be dropped.

See: https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
See: https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block
See: https://docs.sqlalchemy.org/en/21/dialects/postgresql.html#indexes-with-concurrently
"""

import time
from threading import Thread

import psycopg
import sqlalchemy as sa
from alembic import op
from sqlalchemy.exc import DBAPIError

from lessons.backends import ask
from lessons.lesson import Lesson
from lessons.revisions import Workshop, workshop

PATIENCE_S = 10.0
WAITING = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'CREATE INDEX%%'
"""


def crates() -> None:
    """Make the table."""
    op.create_table("crates", sa.Column("label", sa.Text), sa.Column("weight", sa.Integer))


def locking() -> None:
    """Build an index as usual."""
    op.create_index("ix_crates_label", "crates", ["label"])


def in_transaction() -> None:
    """Build one concurrently, but within the transaction."""
    op.create_index(
        "ix_crates_weight",
        "crates",
        ["weight"],
        postgresql_concurrently=True,
    )


def lock_free() -> None:
    """Build one concurrently, outside of the transaction."""
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_crates_weight",
            "crates",
            ["weight"],
            postgresql_concurrently=True,
        )


WRONG, RIGHT = locking, lock_free


def can_write(lesson: Lesson, alembic: Workshop) -> bool:
    """Return whether others can write while the index waits for an open transaction."""
    with psycopg.connect(lesson.dsn) as slow:
        slow.execute("INSERT INTO crates VALUES ('slow', 1)")  # not committed yet
        building = Thread(target=alembic.run, args=("upgrade", "head"))
        building.start()
        deadline = time.monotonic() + PATIENCE_S
        while not ask(lesson.dsn, WAITING) and time.monotonic() < deadline:
            time.sleep(0.02)
        try:
            with psycopg.connect(lesson.dsn, options="-c lock_timeout=300") as other:
                other.execute("INSERT INTO crates VALUES ('quick', 2)")
            written = True
        except psycopg.errors.LockNotAvailable as error:
            lesson.error(error)
            written = False
        slow.commit()
    building.join()
    return written


def valid(lesson: Lesson, name: str) -> bool:
    query = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND indisvalid"
    return ask(lesson.dsn, query, name) == [(1,)]


def run(lesson: Lesson) -> None:
    """Build two indexes while a slow transaction is open, and try to write meanwhile."""
    with workshop(lesson) as alembic:
        alembic.write("0001", None, crates)
        alembic.run("upgrade", "head", show=False)
        lesson.say(
            "Somebody has written to the table and not committed yet. A revision adds an index."
        )

        lesson.step("Wrong: create_index as it comes")
        lesson.code(WRONG)
        alembic.write("0002", "0001", WRONG)
        written = can_write(lesson, alembic)
        lesson.claim("meanwhile nobody can write to the table", not written)

        lesson.step("Wrong: concurrently, but in a transaction")
        lesson.code(in_transaction)
        alembic.write("0003", "0002", in_transaction)
        with lesson.raises(DBAPIError):
            alembic.run("upgrade", "head")

        lesson.step("Right: concurrently, in an autocommit_block")
        lesson.code(RIGHT)
        alembic.write("0003", "0002", RIGHT)
        written = can_write(lesson, alembic)
        lesson.claim("others go on writing", written)
        lesson.claim("and the index is there, and valid", valid(lesson, "ix_crates_weight"))
