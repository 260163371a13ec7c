"""Tablets can be locked, erased, revoked and declared stolen, and say how much waits on them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("standing", sa.String(10), nullable=False, server_default="active"))
        devices.add_column(sa.Column("erase_asked_at", sa.DateTime(timezone=True), nullable=True))
        devices.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        devices.add_column(sa.Column("pending", sa.Integer(), nullable=True))
        devices.add_column(sa.Column("app", sa.String(20), nullable=True))
        devices.create_check_constraint("standing", "standing in ('active', 'locked', 'revoked', 'stolen')")


def downgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.drop_constraint("standing", type_="check")
        for column in ("app", "pending", "erased_at", "erase_asked_at", "standing"):
            devices.drop_column(column)
