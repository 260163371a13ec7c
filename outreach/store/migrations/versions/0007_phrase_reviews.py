"""Who reviewed the phrases that residents read."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "phrase_reviews",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("reviewer", sa.String(length=120), nullable=False),
        sa.Column("reviewed_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_phrase_reviews_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "language", name="pk_phrase_reviews"),
    )


def downgrade() -> None:
    op.drop_table("phrase_reviews")
