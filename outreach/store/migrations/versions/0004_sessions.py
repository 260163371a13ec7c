"""The door: sessions, encounters, headcounts; promised days, opposition, doors that are one."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from outreach.store.types import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("doors") as doors:
        doors.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_index("ix_doors_merged_into", "doors", ["merged_into"])
    with op.batch_alter_table("visits") as visits:
        visits.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        visits.alter_column("slot", existing_type=sa.String(length=10), type_=sa.String(length=20), existing_nullable=True)
    with op.batch_alter_table("door_states") as states:
        states.add_column(sa.Column("opposed", sa.Boolean(), server_default=sa.false(), nullable=False))
        states.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        states.add_column(sa.Column("slot", sa.String(length=20), nullable=True))
    _fill_states()
    op.create_table(
        "team_sessions",
        *_head(),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("workers", sa.JSON(), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        *_keys("team_sessions"),
    )
    op.create_table(
        "encounters",
        *_head(),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("corrected_at", Moment(), nullable=False),
        *_keys("encounters"),
    )
    op.create_table(
        "headcounts",
        *_head(),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("adults", sa.Integer(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("corrected_at", Moment(), nullable=False),
        *_keys("headcounts"),
    )
    for table, columns in (
        ("team_sessions", ("round_id", "entrance_id")),
        ("encounters", ("round_id", "entrance_id", "session_id")),
        ("headcounts", ("round_id", "entrance_id", "session_id")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])


def _fill_states() -> None:
    """What was an opposition so far holds: nothing could be said after it that lifted it."""
    visits = sa.table("visits", *(sa.column(name) for name in ("id", "organisation_id", "door_id", "outcome", "slot")))
    names = ("organisation_id", "door_id", "visit_id", "slot")
    states = sa.table("door_states", sa.column("opposed", sa.Boolean()), *(sa.column(name) for name in names))
    here = (visits.c.organisation_id == states.c.organisation_id) & (visits.c.door_id == states.c.door_id)
    asked = sa.exists().where(here, visits.c.outcome == "opposition")
    op.execute(sa.update(states).values(opposed=sa.true()).where(asked))
    promised = sa.select(visits.c.slot).where(visits.c.id == states.c.visit_id).scalar_subquery()
    op.execute(sa.update(states).values(slot=promised).where(~states.c.opposed))


def _head() -> list[sa.Column[Any]]:
    names = ("id", "organisation_id", "round_id", "entrance_id", "device_id")
    return [sa.Column(name, sa.Uuid(), nullable=False) for name in names]


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=f"fk_{table}_organisation_id_organisations"),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name=f"fk_{table}_entrance_id_entrances"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    ]


def downgrade() -> None:
    for table in ("headcounts", "encounters", "team_sessions"):
        op.drop_table(table)
    with op.batch_alter_table("door_states") as states:
        for column in ("slot", "due_on", "opposed"):
            states.drop_column(column)
    with op.batch_alter_table("visits") as visits:
        visits.alter_column("slot", existing_type=sa.String(length=20), type_=sa.String(length=10), existing_nullable=True)
        visits.drop_column("due_on")
    op.drop_index("ix_doors_merged_into", "doors")
    with op.batch_alter_table("doors") as doors:
        doors.drop_column("merged_into")
