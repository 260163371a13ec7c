"""A tablet takes the place of one whose memory was emptied."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("follows_id", sa.Uuid(), nullable=True))
        devices.create_foreign_key(op.f("fk_devices_follows_id_devices"), "devices", ["follows_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("devices") as devices:
        devices.drop_constraint(op.f("fk_devices_follows_id_devices"), type_="foreignkey")
        devices.drop_column("follows_id")
