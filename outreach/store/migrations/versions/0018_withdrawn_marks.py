"""Receipts that residents have withdrawn, for what still arrives."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawn_marks",
        sa.Column("mark", sa.LargeBinary(16), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_withdrawn_marks")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("withdrawn_marks")
