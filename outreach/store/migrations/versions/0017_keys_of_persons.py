"""Coordinators have keys of their own, and an organisation's key can be changed."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "organisation_keys",
        sa.Column("recipient", sa.String(100), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=True),
        sa.Column("follows", sa.String(100), nullable=True),
        sa.Column("sealed_before", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_keys_organisation_id_organisations")),
        sa.ForeignKeyConstraint(["made_by_id"], ["users.id"], name=op.f("fk_organisation_keys_made_by_id_users")),
        sa.ForeignKeyConstraint(["follows"], ["organisation_keys.recipient"], name=op.f("fk_organisation_keys_follows_organisation_keys")),
        sa.PrimaryKeyConstraint("recipient", name=op.f("pk_organisation_keys")),
        sa.UniqueConstraint("follows", name=op.f("uq_organisation_keys_follows")),
    )
    op.create_index(op.f("ix_organisation_keys_organisation_id"), "organisation_keys", ["organisation_id"])
    op.create_table(
        "person_keys",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(100), nullable=False),
        sa.Column("wrapped_key", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("asked_for", sa.String(100), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_person_keys_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_person_keys")),
        sa.UniqueConstraint("recipient", name=op.f("uq_person_keys_recipient")),
    )
    op.create_table(
        "key_copies",
        sa.Column("organisation_recipient", sa.String(100), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(64), nullable=False),
        sa.Column("given_by_id", sa.Uuid(), nullable=True),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_recipient"], ["organisation_keys.recipient"], name=op.f("fk_key_copies_organisation_recipient_organisation_keys")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_key_copies_user_id_users")),
        sa.ForeignKeyConstraint(["given_by_id"], ["users.id"], name=op.f("fk_key_copies_given_by_id_users")),
        sa.PrimaryKeyConstraint("organisation_recipient", "user_id", name=op.f("pk_key_copies")),
    )
    op.create_table(
        "rotation_notices",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("recipient", sa.String(100), nullable=False),
        sa.Column("proof", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_rotation_notices_device_id_devices")),
        sa.ForeignKeyConstraint(["recipient"], ["organisation_keys.recipient"], name=op.f("fk_rotation_notices_recipient_organisation_keys")),
        sa.PrimaryKeyConstraint("device_id", "recipient", name=op.f("pk_rotation_notices")),
    )
    op.execute(
        "INSERT INTO organisation_keys (recipient, organisation_id, made_on) SELECT recipient, id, keys_made_on FROM organisations WHERE recipient IS NOT NULL"
    )


def downgrade() -> None:
    for table in ("rotation_notices", "key_copies", "person_keys", "organisation_keys"):
        op.drop_table(table)
