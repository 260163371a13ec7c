"""When each person of the office last looked at the home page."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "home_looks",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("since_number", sa.BigInteger(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_number", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_home_looks_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_home_looks")),
    )


def downgrade() -> None:
    op.drop_table("home_looks")
