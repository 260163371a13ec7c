"""Hours at which doors open, kept for organisations with many visits."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_hours",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("learnt", sa.LargeBinary(), nullable=False),
        sa.Column("evaluation", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_kept_hours_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_kept_hours")),
    )


def downgrade() -> None:
    op.drop_table("kept_hours")
