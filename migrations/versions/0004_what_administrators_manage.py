"""What administrators manage, and the trail at length

Revision: 0004
After: 0003

Beside the previous release's code: what that code writes gets the defaults.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage
from feedback_service.models.audit import LongId

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TRAIL = (
    ("ix_audit_records_at", ["at", "sequence"]),
    ("ix_audit_records_action", ["action", "at", "sequence"]),
    ("ix_audit_records_subject", ["subject", "at", "sequence"]),
    ("ix_audit_records_staff_id", ["staff_id", "action", "at", "sequence"]),
    ("ix_audit_records_member", ["staff_id", "at", "sequence"]),
)


def upgrade() -> None:
    for name in ("ix_audit_records_subject", "ix_audit_records_staff_id"):
        op.drop_index(op.f(name), "audit_records")
    for name, columns in _TRAIL:
        op.create_index(op.f(name), "audit_records", columns)
    op.create_table(
        "audit_checks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("verified_to", LongId, nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("verified_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("rechecked_to", LongId, nullable=False),
        sa.Column("rechecked_hash", sa.String(length=64), nullable=False),
        sa.Column("broken_at", LongId, nullable=True),
        sa.Column("broken_how", sa.String(length=20), nullable=True),
        sa.Column("broken_found_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_checks")),
    )
    for table in ("staff", "teams", "places", "entry_points"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("places") as batch:
        batch.add_column(sa.Column("show_anew_after", LongId, nullable=True))
    _texts()


def _texts() -> None:
    op.create_table(
        "text_overrides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("english", sa.String(length=64), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=False),
        sa.Column("proposed_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_overrides")),
        sa.ForeignKeyConstraint(["proposed_by"], ["staff.id"], name=op.f("fk_text_overrides_proposed_by_staff")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["staff.id"], name=op.f("fk_text_overrides_confirmed_by_staff")),
    )
    in_force = sa.text("confirmed_at IS NOT NULL AND ended_at IS NULL")
    op.create_index(
        "ix_text_overrides_in_force",
        "text_overrides",
        ["language", "key"],
        unique=True,
        sqlite_where=in_force,
        postgresql_where=in_force,
    )
    op.create_index("ix_text_overrides_text", "text_overrides", ["language", "key"])
