"""The log of accesses: append only, chained."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DROPPED_IN_TURN = "select 1 from audit_events where kind = 'log_shortened' and cast({number} as bigint) >= old.number"
"""A row may go once the log says, in a row of its own, up to which number it was shortened."""

SQLITE = (
    "create trigger audit_events_keep before update on audit_events begin select raise(abort, 'audit_events is append-only'); end",
    f"""create trigger audit_events_stay before delete on audit_events
    when not exists ({DROPPED_IN_TURN.format(number="subject")}) begin select raise(abort, 'audit_events is append-only'); end""",
)
POSTGRESQL = (
    f"""create function audit_events_guard() returns trigger language plpgsql as $$ begin
    if tg_op = 'DELETE' and exists ({DROPPED_IN_TURN.format(number="split_part(subject, ' ', 1)")}) then return old; end if;
    raise exception 'audit_events is append-only'; end $$""",
    "create trigger audit_events_keep before update or delete on audit_events for each row execute function audit_events_guard()",
    "create trigger audit_events_stay before truncate on audit_events for each statement execute function audit_events_guard()",
)


def upgrade() -> None:
    op.create_table(
        "audit_events",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=50), nullable=False),
        sa.Column("hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_audit_events_organisation_id_organisations")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_audit_events_user_id_users")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_events")),
    )
    op.create_index("ix_audit_events_organisation_id_number", "audit_events", ["organisation_id", "number"])
    op.create_index("ix_audit_events_kind", "audit_events", ["kind"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("audit_events")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function audit_events_guard()")
