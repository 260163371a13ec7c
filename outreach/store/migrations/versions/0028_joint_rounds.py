"""Joint rounds: agreements, rounds of several organisations, and people who take part as partners."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

FIRST_NAME = "ck_users_ck_users_role"
"""What the first schema really called it: the convention had put its prefix before a name that had one."""
NAME = "ck_users_role"
ROLES = "role in ('worker', 'coordinator', 'administrator')"
WITH_PARTNERS = "role in ('worker', 'coordinator', 'administrator', 'partner')"


def upgrade() -> None:
    op.create_table(
        "agreements",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("reference", sa.String(length=250), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name=op.f("ck_agreements_days_in_order")),
        sa.ForeignKeyConstraint(["recorded_by"], ["organisations.id"], name=op.f("fk_agreements_recorded_by_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_table(
        "joint_rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage in ('proposed', 'fixed', 'done', 'debriefed', 'cancelled')", name=op.f("ck_joint_rounds_stage")),
        sa.ForeignKeyConstraint(["proposed_by"], ["organisations.id"], name=op.f("fk_joint_rounds_proposed_by_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_rounds")),
    )
    op.create_table(
        "agreement_parties",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreements.id"], name=op.f("fk_agreement_parties_agreement_id_agreements")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_agreement_parties_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("agreement_id", "organisation_id", name=op.f("pk_agreement_parties")),
    )
    op.create_index(op.f("ix_agreement_parties_organisation_id"), "agreement_parties", ["organisation_id"], unique=False)
    op.create_table(
        "joint_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_decisions_joint_round_id_joint_rounds")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisations.id"], name=op.f("fk_joint_decisions_owner_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_decisions")),
    )
    op.create_index(op.f("ix_joint_decisions_joint_round_id"), "joint_decisions", ["joint_round_id"], unique=False)
    op.create_table(
        "joint_lessons",
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_lessons_joint_round_id_joint_rounds")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_joint_lessons_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("joint_round_id", "organisation_id", name=op.f("pk_joint_lessons")),
    )
    op.create_table(
        "joint_round_entrances",
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("windows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name=op.f("fk_joint_round_entrances_entrance_id_entrances")),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_round_entrances_joint_round_id_joint_rounds")),
        sa.PrimaryKeyConstraint("joint_round_id", "entrance_id", name=op.f("pk_joint_round_entrances")),
    )
    op.create_index(op.f("ix_joint_round_entrances_entrance_id"), "joint_round_entrances", ["entrance_id"], unique=False)
    op.create_table(
        "joint_round_events",
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_round_events_joint_round_id_joint_rounds")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_joint_round_events_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("joint_round_id", "number", name=op.f("pk_joint_round_events")),
    )
    op.create_table(
        "joint_round_parties",
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("accepted_revision", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.CheckConstraint("answer in ('asked', 'accepted', 'declined')", name=op.f("ck_joint_round_parties_answer")),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_round_parties_joint_round_id_joint_rounds")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_joint_round_parties_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("joint_round_id", "organisation_id", name=op.f("pk_joint_round_parties")),
    )
    op.create_index(op.f("ix_joint_round_parties_organisation_id"), "joint_round_parties", ["organisation_id"], unique=False)
    op.create_table(
        "joint_teams",
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("start", sa.JSON(), nullable=False),
        sa.Column("end", sa.JSON(), nullable=False),
        sa.Column("shift", sa.JSON(), nullable=False),
        sa.Column("pause", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_teams_joint_round_id_joint_rounds")),
        sa.PrimaryKeyConstraint("joint_round_id", "number", name=op.f("pk_joint_teams")),
    )
    op.create_table(
        "joint_walks",
        sa.Column("joint_round_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["joint_round_id"], ["joint_rounds.id"], name=op.f("fk_joint_walks_joint_round_id_joint_rounds")),
        sa.PrimaryKeyConstraint("joint_round_id", name=op.f("pk_joint_walks")),
    )
    with op.batch_alter_table("organisations") as organisations:
        organisations.add_column(sa.Column("shows_dates", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("rounds") as rounds:
        rounds.add_column(sa.Column("joint_round_id", sa.Uuid(), nullable=True))
        rounds.create_foreign_key(op.f("fk_rounds_joint_round_id_joint_rounds"), "joint_rounds", ["joint_round_id"], ["id"])
        rounds.create_index("ix_rounds_joint_round_id", ["joint_round_id"])
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f(FIRST_NAME), type_="check")
        users.create_check_constraint(op.f(NAME), WITH_PARTNERS)


def downgrade() -> None:
    op.execute("update users set role = 'worker' where role = 'partner'")
    with op.batch_alter_table("users") as users:
        users.drop_constraint(op.f(NAME), type_="check")
        users.create_check_constraint(op.f(FIRST_NAME), ROLES)
    with op.batch_alter_table("rounds") as rounds:
        rounds.drop_index("ix_rounds_joint_round_id")
        rounds.drop_constraint(op.f("fk_rounds_joint_round_id_joint_rounds"), type_="foreignkey")
        rounds.drop_column("joint_round_id")
    with op.batch_alter_table("organisations") as organisations:
        organisations.drop_column("shows_dates")
    for table in (
        "joint_walks",
        "joint_teams",
        "joint_round_parties",
        "joint_round_events",
        "joint_round_entrances",
        "joint_lessons",
        "joint_decisions",
        "agreement_parties",
        "joint_rounds",
        "agreements",
    ):
        op.drop_table(table)
