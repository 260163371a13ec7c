"""Names of a round: what a coordinator's browser sealed to each of its tablets."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "round_names",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_round_names_device_id_devices")),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_names_round_id_rounds")),
        sa.PrimaryKeyConstraint("round_id", "device_id", name=op.f("pk_round_names")),
    )
    op.create_index(op.f("ix_round_names_device_id"), "round_names", ["device_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_round_names_device_id"), table_name="round_names")
    op.drop_table("round_names")
