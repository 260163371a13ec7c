"""A centre's own lists of words that tablets warn of."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "word_lists",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_word_lists_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "subject", name=op.f("pk_word_lists")),
    )


def downgrade() -> None:
    op.drop_table("word_lists")
