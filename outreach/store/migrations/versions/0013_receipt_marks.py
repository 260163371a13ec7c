"""Entries are found by the code on a resident's receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLES = ("log_entries", "answers_entries")


def upgrade() -> None:
    for name in TABLES:
        op.add_column(name, sa.Column("receipt_mark", sa.LargeBinary(16), nullable=True))
        op.create_index(op.f(f"ix_{name}_receipt_mark"), name, ["receipt_mark"])


def downgrade() -> None:
    for name in TABLES:
        op.drop_index(op.f(f"ix_{name}_receipt_mark"), name)
        op.drop_column(name, "receipt_mark")
