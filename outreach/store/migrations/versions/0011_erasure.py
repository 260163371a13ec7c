"""Erasure: the destruction log, and outcomes that stay when a visit is forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "destruction_log",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.String(length=10), nullable=False),
        sa.Column("target", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("previous", sa.LargeBinary(length=32), nullable=False),
        sa.Column("signature", sa.LargeBinary(length=64), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_destruction_log_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("number", name="pk_destruction_log"),
    )
    op.create_index("ix_destruction_log_organisation_id", "destruction_log", ["organisation_id"])
    op.create_index("ix_destruction_log_target", "destruction_log", ["target"])
    op.create_table(
        "bare_outcomes",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_bare_outcomes_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_bare_outcomes_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "entrance_id", "day", "outcome", name="pk_bare_outcomes"),
        sqlite_with_rowid=False,
    )
    op.add_column("quarantine", sa.Column("erased_because", sa.String(length=40), nullable=True))


def downgrade() -> None:
    op.drop_column("quarantine", "erased_because")
    op.drop_table("bare_outcomes")
    op.drop_table("destruction_log")
