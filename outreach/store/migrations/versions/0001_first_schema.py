"""First schema."""

import sqlalchemy as sa
import uuid_utils
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("form_id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("xform", sa.Text(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_form_versions"),
        sa.UniqueConstraint("form_id", "version", name="uq_form_versions_form_id_version"),
        sa.UniqueConstraint("hash", name="uq_form_versions_hash"),
    )
    op.create_table(
        "neighbourhoods",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("geometry", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_neighbourhoods"),
        sa.UniqueConstraint("layer", "code", name="uq_neighbourhoods_layer_code"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=True),
        sa.Column("wrapped_key", sa.Text(), nullable=True),
        sa.Column("keys_made_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.UniqueConstraint("name", name="uq_organisations_name"),
    )
    op.create_table(
        "sealed_parts",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_because", sa.String(length=40), nullable=True),
        sa.PrimaryKeyConstraint("entry_id", name="pk_sealed_parts"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "server_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("last_number", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_server_state_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_server_state"),
    )
    op.create_table(
        "answers_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("clear", sa.LargeBinary(), nullable=True),
        sa.Column("clear_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_because", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_answers_entries_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_answers_entries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_answers_entries_target_id", "answers_entries", ["target_id"])

    op.create_table(
        "devices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("recipient", sa.String(length=100), nullable=True),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=True),
        sa.Column("last_contact_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_devices_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_devices"),
        sa.UniqueConstraint("token_digest", name="uq_devices_token_digest"),
    )
    op.create_index("ix_devices_organisation_id", "devices", ["organisation_id"])

    op.create_table(
        "entrances",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("neighbourhood_id", sa.Uuid(), nullable=True),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=250), nullable=False),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("lon", sa.Double(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("source_key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["neighbourhood_id"], ["neighbourhoods.id"], name="fk_entrances_neighbourhood_id_neighbourhoods"),
        sa.PrimaryKeyConstraint("id", name="pk_entrances"),
        sa.UniqueConstraint("source", "source_key", name="uq_entrances_source_source_key"),
    )
    op.create_index("ix_entrances_neighbourhood_id", "entrances", ["neighbourhood_id"])

    op.create_table(
        "quarantine",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry_id", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("problem", sa.String(length=40), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("resolution", sa.String(length=200), nullable=True),
        sa.CheckConstraint("state in ('open', 'repaired', 'dismissed')", name="ck_quarantine_state"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_quarantine_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("digest", name="pk_quarantine"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_quarantine_entry_id", "quarantine", ["entry_id"])
    op.create_index("ix_quarantine_organisation_id", "quarantine", ["organisation_id"])

    op.create_table(
        "rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name="ck_rounds_days_in_order"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_rounds_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
    )
    op.create_index("ix_rounds_organisation_id", "rounds", ["organisation_id"])

    op.create_table(
        "users",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("login", sa.String(length=150), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("session_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint("role in ('worker', 'coordinator', 'administrator')", name="ck_users_role"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_users_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_users"),
        sa.UniqueConstraint("login", name="uq_users_login"),
    )
    op.create_index("ix_users_organisation_id", "users", ["organisation_id"])

    op.create_table(
        "device_workers",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name="fk_device_workers_device_id_devices"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_device_workers_user_id_users"),
        sa.PrimaryKeyConstraint("device_id", "user_id", name="pk_device_workers"),
    )
    op.create_table(
        "door_states",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("visit_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_door_states_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_door_states_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "door_id", name="pk_door_states"),
    )
    op.create_index("ix_door_states_entrance_id", "door_states", ["entrance_id"])

    op.create_table(
        "doors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("letter", sa.String(length=1), nullable=True),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_doors_entrance_id_entrances"),
        sa.PrimaryKeyConstraint("id", name="pk_doors"),
    )
    op.create_index("ix_doors_entrance_id", "doors", ["entrance_id"])

    op.create_table(
        "enrolments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("token_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name="fk_enrolments_device_id_devices"),
        sa.PrimaryKeyConstraint("id", name="pk_enrolments"),
        sa.UniqueConstraint("token_digest", name="uq_enrolments_token_digest"),
    )
    op.create_index("ix_enrolments_device_id", "enrolments", ["device_id"])

    op.create_table(
        "households",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("form_id", sa.String(length=80), nullable=False),
        sa.Column("form_version", sa.String(length=40), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("isolation", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_households_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_households_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_households"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "log_entries",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=True),
        sa.Column("target_id", sa.Uuid(), nullable=True),
        sa.Column("epoch", sa.String(length=36), nullable=False),
        sa.Column("clear", sa.LargeBinary(), nullable=True),
        sa.Column("clear_digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("erased_because", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_log_entries_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_log_entries_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("number", name="pk_log_entries"),
        sa.UniqueConstraint("id", name="uq_log_entries_id"),
    )
    op.create_index("ix_log_entries_door_id", "log_entries", ["door_id"])
    op.create_index("ix_log_entries_feed", "log_entries", ["entrance_id", "number"])
    op.create_index("ix_log_entries_organisation_id", "log_entries", ["organisation_id"])
    op.create_index("ix_log_entries_target_id", "log_entries", ["target_id"])

    op.create_table(
        "round_devices",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name="fk_round_devices_device_id_devices"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_round_devices_round_id_rounds"),
        sa.PrimaryKeyConstraint("round_id", "device_id", name="pk_round_devices"),
    )
    op.create_index("ix_round_devices_device_id", "round_devices", ["device_id"])

    op.create_table(
        "round_entrances",
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_round_entrances_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_round_entrances_round_id_rounds"),
        sa.PrimaryKeyConstraint("round_id", "entrance_id", name="pk_round_entrances"),
    )
    op.create_index("ix_round_entrances_entrance_id", "round_entrances", ["entrance_id"])

    op.create_table(
        "visits",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("door_id", sa.Uuid(), nullable=False),
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("slot", sa.String(length=10), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_visits_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_visits_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("id", name="pk_visits"),
    )
    op.create_index("ix_visits_day", "visits", ["organisation_id", "day"])
    op.create_index("ix_visits_door_id", "visits", ["door_id"])
    op.create_index("ix_visits_entrance_id", "visits", ["entrance_id"])

    epoch = str(uuid_utils.uuid7())
    op.execute(sa.text("insert into server_state (id, epoch, last_number) values (1, :epoch, 0)").bindparams(epoch=epoch))


def downgrade() -> None:
    op.drop_table("visits")
    op.drop_table("round_entrances")
    op.drop_table("round_devices")
    op.drop_table("log_entries")
    op.drop_table("households")
    op.drop_table("enrolments")
    op.drop_table("doors")
    op.drop_table("door_states")
    op.drop_table("device_workers")
    op.drop_table("users")
    op.drop_table("rounds")
    op.drop_table("quarantine")
    op.drop_table("entrances")
    op.drop_table("devices")
    op.drop_table("answers_entries")
    op.drop_table("server_state")
    op.drop_table("sealed_parts")
    op.drop_table("organisations")
    op.drop_table("neighbourhoods")
    op.drop_table("form_versions")
