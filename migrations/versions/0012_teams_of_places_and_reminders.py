"""The team that answers for a place, and what was reminded of

Revision: 0012
After: 0011
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage
from feedback_service.models.audit import LongId

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("feedback_id", LongId, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_reminders_feedback_id_feedback")),
        sa.PrimaryKeyConstraint("feedback_id", "kind", "day", name=op.f("pk_reminders")),
    )
    op.execute("INSERT INTO counters (name, value, note) VALUES ('reminders', 0, '')")
    with op.batch_alter_table("places") as batch:
        batch.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_places_team_id_teams"), "teams", ["team_id"], ["id"])
