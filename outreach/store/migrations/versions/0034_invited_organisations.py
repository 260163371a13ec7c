"""Organisations that are invited to a meeting answer, and close what they are in charge of."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("meeting_guests") as guests:
        guests.add_column(sa.Column("answer", sa.String(length=20), nullable=True))
        guests.add_column(sa.Column("answered_on", sa.Date(), nullable=True))
    with op.batch_alter_table("meeting_decisions") as decisions:
        decisions.add_column(sa.Column("closed_by_id", sa.Uuid(), nullable=True))
        decisions.create_foreign_key(op.f("fk_meeting_decisions_closed_by_id_organisations"), "organisations", ["closed_by_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("meeting_decisions") as decisions:
        decisions.drop_constraint(op.f("fk_meeting_decisions_closed_by_id_organisations"), type_="foreignkey")
        decisions.drop_column("closed_by_id")
    with op.batch_alter_table("meeting_guests") as guests:
        guests.drop_column("answered_on")
        guests.drop_column("answer")
