"""Field cards in a centre's own words, and how residents reach the centre."""

import sqlalchemy as sa
from alembic import op

from outreach.store.types import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_contacts",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("telephone", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=250), nullable=False),
        sa.Column("opening", sa.String(length=250), nullable=False),
        sa.Column("email", sa.String(length=150), nullable=False),
        sa.Column("dpo", sa.String(length=250), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_organisation_contacts_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation_contacts"),
    )
    op.create_table(
        "card_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_card_versions_organisation_id_organisations"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_card_versions_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_card_versions"),
        sa.UniqueConstraint("organisation_id", "slug", "number", name="uq_card_versions_organisation_id_slug_number"),
    )


def downgrade() -> None:
    op.drop_table("card_versions")
    op.drop_table("organisation_contacts")
