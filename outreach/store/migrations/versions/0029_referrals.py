"""Referrals between organisations, and which structure of the directory an organisation is."""

import sqlalchemy as sa
from alembic import op

from outreach.store.types import Moment

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "referrals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=True),
        sa.Column("receiver_id", sa.Uuid(), nullable=True),
        sa.Column("structure_id", sa.Uuid(), nullable=True),
        sa.Column("theme", sa.String(length=160), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("refusal", sa.String(length=20), nullable=True),
        sa.Column("withdrawn_because", sa.String(length=10), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("contacted_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("link_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("proof_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("link_until", Moment(), nullable=True),
        sa.Column("link_tries", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["receiver_id"], ["organisations.id"], name=op.f("fk_referrals_receiver_id_organisations")),
        sa.ForeignKeyConstraint(["sender_id"], ["organisations.id"], name=op.f("fk_referrals_sender_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
        sa.UniqueConstraint("link_digest", name=op.f("uq_referrals_link_digest")),
    )
    for column in ("sender_id", "receiver_id", "case_id"):
        op.create_index(op.f(f"ix_referrals_{column}"), "referrals", [column])
    op.create_table(
        "structure_accounts",
        sa.Column("structure_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("said_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_structure_accounts_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("structure_id", name=op.f("pk_structure_accounts")),
    )
    op.create_index(op.f("ix_structure_accounts_organisation_id"), "structure_accounts", ["organisation_id"])


def downgrade() -> None:
    op.drop_table("structure_accounts")
    op.drop_table("referrals")
