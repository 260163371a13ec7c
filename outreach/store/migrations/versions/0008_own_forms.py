"""Forms of an organisation's own: drafts, retired versions, the definitions, pictures and lists of choices that come with them."""

import sqlalchemy as sa
from alembic import op

from outreach.store.types import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("form_versions") as versions:
        versions.add_column(sa.Column("organisation_id", sa.Uuid(), nullable=True))
        versions.add_column(sa.Column("source", sa.JSON(none_as_null=True), nullable=True))
        versions.add_column(sa.Column("media", sa.JSON(), nullable=False, server_default="{}"))
        versions.add_column(sa.Column("languages", sa.JSON(), nullable=False, server_default="[]"))
        versions.add_column(sa.Column("published_on", sa.Date(), nullable=True))
        versions.create_foreign_key("fk_form_versions_organisation_id_organisations", "organisations", ["organisation_id"], ["id"])
        versions.drop_constraint("uq_form_versions_form_id_version", type_="unique")
        versions.drop_constraint("uq_form_versions_hash", type_="unique")
        versions.create_unique_constraint("uq_form_versions_organisation_id_form_id_version", ["organisation_id", "form_id", "version"])
        versions.create_index("ix_form_versions_hash", ["hash"])
    op.create_table(
        "declined_forms",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("form_version_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_declined_forms_organisation_id_organisations"),
        sa.ForeignKeyConstraint(["form_version_id"], ["form_versions.id"], name="fk_declined_forms_form_version_id_form_versions"),
        sa.PrimaryKeyConstraint("organisation_id", "form_version_id", name="pk_declined_forms"),
    )
    op.create_table(
        "form_drafts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("roles_seen", sa.Boolean(), nullable=False),
        sa.Column("media", sa.JSON(), nullable=False),
        sa.Column("previewed", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_form_drafts_organisation_id_organisations"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_form_drafts_user_id_users"),
        sa.PrimaryKeyConstraint("id", name="pk_form_drafts"),
    )
    op.create_index("ix_form_drafts_organisation_id", "form_drafts", ["organisation_id"])
    op.create_table(
        "form_files",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_form_files"),
    )


def downgrade() -> None:
    for table in ("form_files", "form_drafts", "declined_forms"):
        op.drop_table(table)
    # What only organisations had is given up: a database of that age has nowhere to put it.
    op.execute("delete from form_versions where organisation_id is not null")
    with op.batch_alter_table("form_versions") as versions:
        versions.drop_index("ix_form_versions_hash")
        versions.drop_constraint("uq_form_versions_organisation_id_form_id_version", type_="unique")
        versions.drop_constraint("fk_form_versions_organisation_id_organisations", type_="foreignkey")
        for column in ("published_on", "languages", "media", "source", "organisation_id"):
            versions.drop_column(column)
        versions.create_unique_constraint("uq_form_versions_form_id_version", ["form_id", "version"])
        versions.create_unique_constraint("uq_form_versions_hash", ["hash"])
