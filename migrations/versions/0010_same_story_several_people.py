"""Same story, several people

Revision: 0010
After: 0009

Beside the previous release's code: an entry without a position is marked as withdrawn, so that code never shows it, and
gives it a position when something of it is published.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WAITS = sa.text("given_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("board_entries") as batch:
        batch.alter_column("position", existing_type=_LONG, nullable=True)
    op.create_table(
        "shared_answers",
        sa.Column("feedback_id", _LONG, nullable=False),
        sa.Column("response_id", _LONG, nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_shared_answers_feedback_id_feedback")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_shared_answers_response_id_responses")
        ),
        sa.PrimaryKeyConstraint("feedback_id", "response_id", name=op.f("pk_shared_answers")),
    )
    op.create_index(op.f("ix_shared_answers_response_id"), "shared_answers", ["response_id"])
    op.create_index(
        "ix_shared_answers_waiting",
        "shared_answers",
        ["feedback_id"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    op.create_table(
        "answer_translations",
        sa.Column("response_id", _LONG, nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("words", storage.EncryptedText(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["response_id"], ["responses.id"], name=op.f("fk_answer_translations_response_id_responses")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_answer_translations_staff_id_staff")),
        sa.PrimaryKeyConstraint("response_id", "language", name=op.f("pk_answer_translations")),
    )
    op.create_index("ix_feedback_place_id_received_at", "feedback", ["place_id", "received_at"])
