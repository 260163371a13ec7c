"""Exchanges by file between deployments, and meetings between services."""

import sqlalchemy as sa
from alembic import op

from outreach.store.types import Moment

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "known_senders",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.Column("key", sa.LargeBinary(length=32), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_known_senders_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "sender_id", name=op.f("pk_known_senders")),
    )
    op.create_table(
        "received_files",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.String(length=150), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_received_files_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_received_files")),
    )
    op.create_table(
        "sent_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by", sa.Uuid(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_sent_files_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sent_files")),
    )
    op.create_index(op.f("ix_sent_files_organisation_id"), "sent_files", ["organisation_id"], unique=False)
    op.create_table(
        "received_publications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.String(length=150), nullable=False),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("layer", sa.String(length=100), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_received_publications_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_publications")),
        sa.UniqueConstraint("organisation_id", "sender_id", "digest", name=op.f("uq_received_publications_organisation_id_sender_id_digest")),
    )
    op.create_table(
        "received_rounds",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.String(length=150), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("round_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("answer in ('accepted', 'declined')", name=op.f("ck_received_rounds_answer")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_received_rounds_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "sender_id", "id", name=op.f("pk_received_rounds")),
    )
    op.create_table(
        "received_answers",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("sender_name", sa.String(length=150), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_received_answers_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("organisation_id", "sender_id", "round_id", name=op.f("pk_received_answers")),
    )
    op.create_table(
        "meetings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("place", sa.String(length=250), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_meetings_times_in_order")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_meetings_organisation_id_organisations")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_organisation_id"), "meetings", ["organisation_id"], unique=False)
    op.create_table(
        "meeting_guests",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("structure_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=150), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_guests_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("meeting_id", "structure_id", name=op.f("pk_meeting_guests")),
    )
    op.create_table(
        "meeting_decisions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("owner", sa.String(length=150), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_decisions_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_decisions")),
    )
    op.create_index(op.f("ix_meeting_decisions_meeting_id"), "meeting_decisions", ["meeting_id"], unique=False)


def downgrade() -> None:
    for table in ("meeting_decisions", "meeting_guests", "meetings", "received_answers", "received_rounds", "received_publications"):
        op.drop_table(table)
    for table in ("sent_files", "received_files", "known_senders"):
        op.drop_table(table)
