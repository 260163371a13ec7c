"""Files in: imports that can be undone, the directory of resources, published figures, the office as a device."""

import sqlalchemy as sa
from alembic import op

from outreach.store.types import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undo_notes", sa.JSON(), nullable=False),
        sa.CheckConstraint("state in ('applied', 'undone')", name="ck_imports_state"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_imports_organisation_id_organisations"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_imports_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )
    op.create_index("ix_imports_organisation_id", "imports", ["organisation_id"])
    op.create_table(
        "import_changes",
        sa.Column("import_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(length=40), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name="fk_import_changes_import_id_imports"),
        sa.PrimaryKeyConstraint("import_id", "number", name="pk_import_changes"),
    )
    op.create_table(
        "structures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("position", sa.String(length=12), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("hours_text", sa.Text(), nullable=True),
        sa.Column("updated_on", sa.Date(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=True),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("taken", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("position in ('exact', 'indicative')", name="ck_structures_position"),
        sa.ForeignKeyConstraint(["merged_into"], ["structures.id"], name="fk_structures_merged_into_structures"),
        sa.PrimaryKeyConstraint("id", name="pk_structures"),
        sa.UniqueConstraint("key", name="uq_structures_key"),
    )
    op.create_index("ix_structures_source", "structures", ["source"])
    op.create_index("ix_structures_siret", "structures", ["siret"])
    op.create_index("ix_structures_merged_into", "structures", ["merged_into"])
    op.create_index("ix_structures_stamp", "structures", ["stamp"])
    op.create_table(
        "services",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=250), nullable=False),
        sa.Column("structure_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=True),
        sa.Column("stamp", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["structure_id"], ["structures.id"], name="fk_services_structure_id_structures"),
        sa.PrimaryKeyConstraint("id", name="pk_services"),
        sa.UniqueConstraint("key", name="uq_services_key"),
    )
    op.create_index("ix_services_structure_id", "services", ["structure_id"])
    op.create_index("ix_services_stamp", "services", ["stamp"])
    op.create_table(
        "distinct_structures",
        sa.Column("first_id", sa.Uuid(), nullable=False),
        sa.Column("second_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["structures.id"], name="fk_distinct_structures_first_id_structures"),
        sa.ForeignKeyConstraint(["second_id"], ["structures.id"], name="fk_distinct_structures_second_id_structures"),
        sa.PrimaryKeyConstraint("first_id", "second_id", name="pk_distinct_structures"),
    )
    op.create_table(
        "area_figures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("estimated", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_area_figures"),
        sa.UniqueConstraint("layer", "code", "indicator", "source", name="uq_area_figures_layer_code_indicator_source"),
    )
    with op.batch_alter_table("devices") as devices:
        devices.add_column(sa.Column("kind", sa.String(length=10), nullable=False, server_default="tablet"))
        devices.create_check_constraint("kind", "kind in ('tablet', 'office')")
    with op.batch_alter_table("doors") as doors:
        doors.add_column(sa.Column("standing", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("visits") as visits:
        visits.add_column(sa.Column("hour_known", sa.Boolean(), nullable=False, server_default=sa.true()))
        visits.drop_index("ix_visits_day")
        visits.create_index("ix_visits_figures", ["organisation_id", "entrance_id", "door_id", "day", "outcome"])
    with op.batch_alter_table("entrances") as entrances:
        entrances.add_column(sa.Column("building", sa.String(length=120), nullable=True))
        entrances.create_index("ix_entrances_building", ["building"])


def downgrade() -> None:
    with op.batch_alter_table("entrances") as entrances:
        entrances.drop_index("ix_entrances_building")
        entrances.drop_column("building")
    with op.batch_alter_table("visits") as visits:
        visits.drop_index("ix_visits_figures")
        visits.create_index("ix_visits_day", ["organisation_id", "day"])
        visits.drop_column("hour_known")
    with op.batch_alter_table("doors") as doors:
        doors.drop_column("standing")
    with op.batch_alter_table("devices") as devices:
        devices.drop_constraint("kind", type_="check")
        devices.drop_column("kind")
    for table in ("area_figures", "distinct_structures", "services", "structures", "import_changes", "imports"):
        op.drop_table(table)
