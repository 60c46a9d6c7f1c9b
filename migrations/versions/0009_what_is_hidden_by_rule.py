"""Suggestions that were refused, and rules about what is hidden

Revision: 0009
After: 0008

Beside the previous release's code: it knows neither table, and what it hides has no rule.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage
from feedback_service.models.audit import LongId

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refused_suggestions",
        sa.Column("id", LongId, nullable=False),
        sa.Column("message_id", LongId, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_refused_suggestions_stretch")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["inbound_messages.id"], name=op.f("fk_refused_suggestions_message_id_inbound_messages")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_refused_suggestions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refused_suggestions")),
        sa.UniqueConstraint("message_id", "start", "end", name=op.f("uq_refused_suggestions_message_id")),
    )
    op.create_table(
        "hiding_rules",
        sa.Column("id", LongId, nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("feedback_id", LongId, nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("retired_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("sort IN ('hide', 'never')", name=op.f("ck_hiding_rules_sort")),
        sa.CheckConstraint("feedback_id IS NULL OR place_id IS NULL", name=op.f("ck_hiding_rules_one_scope")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_hiding_rules_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_hiding_rules_place_id_places")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_hiding_rules_staff_id_staff")),
        sa.ForeignKeyConstraint(["retired_by"], ["staff.id"], name=op.f("fk_hiding_rules_retired_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hiding_rules")),
    )
    for column in ("feedback_id", "place_id"):
        op.create_index(op.f(f"ix_hiding_rules_{column}"), "hiding_rules", [column])
    with op.batch_alter_table("redactions") as batch:
        batch.add_column(sa.Column("rule_id", LongId, nullable=True))
        batch.create_foreign_key(op.f("fk_redactions_rule_id_hiding_rules"), "hiding_rules", ["rule_id"], ["id"])
