"""Keys of other organisations that were compared aloud."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "key_comparisons",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("other_id", sa.Uuid(), nullable=False),
        sa.Column("said", sa.String(length=1000), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_key_comparisons_organisation_id_organisations")),
        sa.ForeignKeyConstraint(["other_id"], ["organisations.id"], name=op.f("fk_key_comparisons_other_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "other_id", name=op.f("pk_key_comparisons")),
    )


def downgrade() -> None:
    op.drop_table("key_comparisons")
