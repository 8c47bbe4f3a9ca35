"""Find an author's posts by an index, built while others go on writing.

By now posts has grown, and a plain CREATE INDEX would lock writers out until it is done.
CONCURRENTLY does not, at the price that it cannot run inside a transaction: a build that was
interrupted leaves an invalid index behind, which nobody uses. So one that is there goes first.

Revision: 0003, after 0002
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    with op.get_context().autocommit_block():
        drop()
        op.create_index("ix_posts_author_id", "posts", ["author_id"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        drop()


def drop() -> None:
    """Drop the index, whole or not, while others go on writing."""
    op.drop_index(
        "ix_posts_author_id", table_name="posts", postgresql_concurrently=True, if_exists=True
    )
