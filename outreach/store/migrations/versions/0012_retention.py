"""How long an organisation keeps what."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "retention_choices",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.String(length=20), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_retention_choices_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "clock", name="pk_retention_choices"),
    )


def downgrade() -> None:
    op.drop_table("retention_choices")
