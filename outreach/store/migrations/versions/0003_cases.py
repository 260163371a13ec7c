"""Cases: call-backs, referrals and procedures as they stand, a projection of the answers lane."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "cases",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("opening_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("matter", sa.String(length=10), nullable=False),
        sa.Column("theme", sa.String(length=160), nullable=True),
        sa.Column("service_id", sa.Uuid(), nullable=True),
        sa.Column("consent", sa.String(length=10), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("slot", sa.String(length=20), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("heads", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_cases_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_cases_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", "organisation_id", name="pk_cases"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_cases_open", "cases", ["organisation_id", "ended_on"])


def downgrade() -> None:
    op.drop_table("cases")
