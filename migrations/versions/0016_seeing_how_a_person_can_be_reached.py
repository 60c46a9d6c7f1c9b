"""Seeing how a person can be reached

Revision: 0016
After: 0015

Beside the previous release's code: it asks for no number.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_long_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "glass_requests",
        sa.Column("id", _long_id, nullable=False),
        sa.Column("feedback_id", _long_id, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("needed", sa.String(length=20), nullable=False),
        sa.Column("words", storage.EncryptedText(), nullable=False),
        sa.Column("quiet_words", storage.EncryptedText(), nullable=True),
        sa.Column("asked_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("waits_until", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("agreed_by", sa.Integer(), nullable=True),
        sa.Column("agreed_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("agreed_words", storage.EncryptedText(), nullable=True),
        sa.Column("is_lone", sa.Boolean(), nullable=False),
        sa.Column("opens_until", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("seen_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sa.Integer(), nullable=True),
        sa.Column("end", sa.String(length=12), nullable=True),
        sa.CheckConstraint("agreed_by <> staff_id OR is_lone", name=op.f("ck_glass_requests_two_people")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_glass_requests_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_glass_requests_staff_id_staff")),
        sa.ForeignKeyConstraint(["agreed_by"], ["staff.id"], name=op.f("fk_glass_requests_agreed_by_staff")),
        sa.ForeignKeyConstraint(["ended_by"], ["staff.id"], name=op.f("fk_glass_requests_ended_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_glass_requests")),
    )
    op.create_index(op.f("ix_glass_requests_feedback_id"), "glass_requests", ["feedback_id"])
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_glass_requests_open", "glass_requests", ["waits_until"], sqlite_where=is_open, postgresql_where=is_open
    )
