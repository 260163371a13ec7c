"""The visits of an entrance packed on one row, and how many doors stand there: what figures are made of, however many visits there are."""

from array import array
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

OUTCOMES = ("exchange", "brief", "refusal", "absent", "come_back", "language_barrier", "minor_alone", "vacant", "opposition")
VISITS = sa.text(
    "select v.organisation_id, v.entrance_id, v.door_id, v.day, v.outcome, d.standing from visits v "
    "left join doors d on d.id = v.door_id and d.entrance_id = v.entrance_id order by v.organisation_id, v.entrance_id, v.door_id"
).columns(day=sa.Date)
ERASED = sa.text("select organisation_id, entrance_id, visits, day, outcome from bare_outcomes order by organisation_id, entrance_id").columns(day=sa.Date)
AT_ONCE = 500


def upgrade() -> None:
    op.create_table(
        "entrance_passages",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("entrance_id", sa.Uuid(), nullable=False),
        sa.Column("visits", sa.LargeBinary(), nullable=False),
        sa.Column("erased", sa.LargeBinary(), nullable=False),
        sa.Column("undescribed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entrance_id"], ["entrances.id"], name="fk_entrance_passages_entrance_id_entrances"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_entrance_passages_organisation_id_organisations"),
        sa.PrimaryKeyConstraint("organisation_id", "entrance_id", name="pk_entrance_passages"),
    )
    op.create_index("ix_entrance_passages_entrance_id", "entrance_passages", ["entrance_id"])
    op.create_index("ix_doors_standing", "doors", ["entrance_id"], sqlite_where=sa.text("standing"), postgresql_where=sa.text("standing"))
    _fill(op.get_bind())


def downgrade() -> None:
    op.drop_index("ix_doors_standing", "doors")
    op.drop_table("entrance_passages")


def _fill(connection: sa.Connection) -> None:
    """What the visits that are here already came to."""
    columns = "organisation_id, entrance_id, visits, erased, undescribed"
    insert = sa.text(f"insert into entrance_passages ({columns}) values (:org, :entrance, :visits, :erased, :un)")  # noqa: S608 (no value is in it)
    erased = {key: _packed((row.visits, row.day, row.outcome) for row in found) for key, found in _by_entrance(connection, ERASED)}
    waiting = []
    for key, found in _by_entrance(connection, VISITS):
        noted, undescribed = [], 0
        for place, (_, of_door) in enumerate(groupby(found, key=itemgetter(2))):
            visits = list(of_door)
            noted += [(place, visit.day, visit.outcome) for visit in visits]
            undescribed += not visits[0].standing
        waiting.append({"org": key[0], "entrance": key[1], "visits": _packed(noted), "erased": erased.pop(key, b""), "un": undescribed})
        if len(waiting) == AT_ONCE:
            connection.execute(insert, waiting)
            waiting = []
    waiting += [{"org": key[0], "entrance": key[1], "visits": b"", "erased": packed, "un": 0} for key, packed in erased.items()]
    if waiting:
        connection.execute(insert, waiting)


def _by_entrance(connection: sa.Connection, query: sa.TextualSelect) -> Iterator[tuple[Any, Any]]:
    return groupby(connection.execute(query, execution_options={"yield_per": 10_000}), key=itemgetter(0, 1))


def _packed(said: Iterable[Any]) -> bytes:
    pairs = sorted((number, day.toordinal() * 16 + OUTCOMES.index(outcome)) for number, day, outcome in said)
    return b"".join(array("I", pair).tobytes() for pair in pairs)
