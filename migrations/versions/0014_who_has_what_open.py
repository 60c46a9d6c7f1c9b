"""Who has what open at the desk, and what the desk remembers for one member alone

Revision: 0014
After: 0013

Beside the previous release's code: new tables only.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_LONG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", _LONG, nullable=False),
        sa.Column("feedback_id", _LONG, nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("since", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deliberate", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_claims_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_claims_staff_id_staff")),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["staff_sessions.id"],
            name=op.f("fk_claims_session_id_staff_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("feedback_id", "session_id", "page", name=op.f("uq_claims_feedback_id_session_id_page")),
    )
    op.create_index(op.f("ix_claims_session_id"), "claims", ["session_id"])
    op.create_index(op.f("ix_claims_page"), "claims", ["page"])
    op.create_index(op.f("ix_claims_expires_at"), "claims", ["expires_at"])
    where = sa.text("deliberate")
    op.create_index(
        "ix_claims_taken", "claims", ["feedback_id"], unique=True, sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "staff_care",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("shows_distressing", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("hard_in_a_row", sa.Integer(), server_default="0", nullable=False),
        sa.Column("last_feedback_id", _LONG, nullable=True),
        sa.Column("last_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("no_pause_in", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_care_staff_id_staff")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_care")),
    )
