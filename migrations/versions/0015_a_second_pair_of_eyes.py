"""A second pair of eyes

Revision: 0015
After: 0014

Beside the previous release's code: it makes no proposals, and what it asks people about their words has no second.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_long_id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", _long_id, nullable=False),
        sa.Column("feedback_id", _long_id, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("data", storage.EncryptedText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("settled_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=True),
        sa.Column("note", storage.EncryptedText(), nullable=True),
        sa.CheckConstraint("outcome <> 'confirmed' OR settled_by <> staff_id", name=op.f("ck_proposals_two_people")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_proposals_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_proposals_staff_id_staff")),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name=op.f("fk_proposals_settled_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index(op.f("ix_proposals_feedback_id"), "proposals", ["feedback_id"])
    is_open = sa.text("settled_at IS NULL")
    op.create_index(
        "ix_proposals_open", "proposals", ["feedback_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    with op.batch_alter_table("questions") as batch:
        batch.add_column(sa.Column("seconded_by", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_questions_seconded_by_staff"), "staff", ["seconded_by"], ["id"])
