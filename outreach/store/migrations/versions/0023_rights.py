"""Cases of rights: the day a claim was filed."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cases", sa.Column("filed_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "filed_on")
