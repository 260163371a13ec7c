"""What a received round was before it was told again, and what had been answered to that."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("received_rounds") as table:
        table.add_column(sa.Column("earlier", sa.JSON(), nullable=True))
        table.add_column(sa.Column("earlier_answer", sa.String(length=10), nullable=True))
        table.create_check_constraint(op.f("ck_received_rounds_earlier_answer"), "earlier_answer in ('accepted', 'declined')")


def downgrade() -> None:
    with op.batch_alter_table("received_rounds") as table:
        table.drop_constraint(op.f("ck_received_rounds_earlier_answer"), type_="check")
        table.drop_column("earlier_answer")
        table.drop_column("earlier")
