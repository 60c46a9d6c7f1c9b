"""Drafts of answers with a colleague's look; promises that are kept or get another day

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage
from feedback_service.models.audit import LongId

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "answer_drafts",
        sa.Column("feedback_id", LongId, autoincrement=False, nullable=False),
        sa.Column("typed", storage.EncryptedText(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("note", storage.EncryptedText(), nullable=True),
        sa.Column("noted_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('empty', 'open', 'review', 'returned')", name=op.f("ck_answer_drafts_state")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_answer_drafts_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["changed_by"], ["staff.id"], name=op.f("fk_answer_drafts_changed_by_staff")),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_answer_drafts_asked_by_staff")),
        sa.ForeignKeyConstraint(["noted_by"], ["staff.id"], name=op.f("fk_answer_drafts_noted_by_staff")),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_answer_drafts")),
    )
    op.create_index(op.f("ix_answer_drafts_state"), "answer_drafts", ["state"])
    op.create_table(
        "promise_changes",
        sa.Column("id", LongId, nullable=False),
        sa.Column("response_id", LongId, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("reason", storage.EncryptedText(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_promise_changes_response_id_responses")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_promise_changes_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_changes")),
    )
    op.create_index(op.f("ix_promise_changes_response_id"), "promise_changes", ["response_id"])
    with op.batch_alter_table("responses") as batch:
        batch.add_column(sa.Column("reviewed_by", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("keeps_id", LongId, nullable=True))
        batch.create_foreign_key(op.f("fk_responses_reviewed_by_staff"), "staff", ["reviewed_by"], ["id"])
        batch.create_foreign_key(op.f("fk_responses_keeps_id_responses"), "responses", ["keeps_id"], ["id"])
