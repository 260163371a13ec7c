"""A lost code: a tablet asks, a coordinator's browser answers. Both are sealed, and kept for half an hour."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "recoveries",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_recoveries_device_id_devices")),
        sa.ForeignKeyConstraint(["worker_id"], ["users.id"], name=op.f("fk_recoveries_worker_id_users")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_recoveries")),
    )


def downgrade() -> None:
    op.drop_table("recoveries")
