"""Visits by day, by round, and those that promised a day: what the home page and the lists count."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_visits_days", "visits", ["organisation_id", "day", "outcome"])
    op.create_index("ix_visits_rounds", "visits", ["round_id", "entrance_id", "door_id", "outcome"])
    promised = sa.text("due_on IS NOT NULL")
    op.create_index("ix_visits_promised", "visits", ["organisation_id", "door_id"], sqlite_where=promised, postgresql_where=promised)


def downgrade() -> None:
    op.drop_index("ix_visits_promised", "visits")
    op.drop_index("ix_visits_rounds", "visits")
    op.drop_index("ix_visits_days", "visits")
