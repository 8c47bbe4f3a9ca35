"""Users, toys, and which user owns which toy.

Revision: 0001, the first
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "toys",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_toys"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger, sa.Identity(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("email", name="uq_users_email"),
    )
    op.create_table(
        "user_toy",
        sa.Column("user_id", sa.BigInteger, nullable=False),
        sa.Column("toy_id", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_user_toy_user_id_users", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["toy_id"], ["toys.id"], name="fk_user_toy_toy_id_toys", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "toy_id", name="pk_user_toy"),
    )
    op.create_index("ix_user_toy_toy_id", "user_toy", ["toy_id"])


def downgrade() -> None:
    op.drop_table("user_toy")
    op.drop_table("users")
    op.drop_table("toys")
