"""Which calendar addresses hold since they were renewed."""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_marks",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.Column("renewed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_calendar_marks_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "label", name=op.f("pk_calendar_marks")),
    )


def downgrade() -> None:
    op.drop_table("calendar_marks")
