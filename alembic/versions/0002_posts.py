"""Posts, and which post mentions which toy.

Revision: 0002, after 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("author_id", sa.BigInteger, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name="fk_posts_author_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_posts"),
    )
    op.create_table(
        "post_toy",
        sa.Column("post_id", sa.BigInteger, nullable=False),
        sa.Column("toy_id", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["posts.id"], name="fk_post_toy_post_id_posts", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["toy_id"], ["toys.id"], name="fk_post_toy_toy_id_toys", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "toy_id", name="pk_post_toy"),
    )
    op.create_index("ix_post_toy_toy_id", "post_toy", ["toy_id"])


def downgrade() -> None:
    op.drop_table("post_toy")
    op.drop_table("posts")
