"""What feedback is about

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_long = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

# The framework as it shipped with this migration: a slug and its group.
SHIPPED = {
    "overall": "positive negative",
    "staff": "staff-manner staff-responsiveness staff-competence staff-continuity staff-numbers",
    "communication": "listening information-in-care information-and-guidance kept-informed communication-other",
    "access": "contacting appointments appointment-method timeliness referrals admission discharge transport",
    "care": "diagnosis impact medication pain care-plans family-and-carers appearance",
    "place": "activities food cleanliness environment sensory location entertainment",
    "rights": "equality mental-health-act feeling-safe safeguarding",
    "service": "organisation funding records equipment learning",
}


def upgrade() -> None:
    themes = op.create_table(
        "themes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("group", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=True),
        sa.Column("retired_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("slug", name=op.f("uq_themes_slug")),
    )
    op.bulk_insert(
        themes, [{"slug": slug, "group": group} for group, slugs in SHIPPED.items() for slug in slugs.split()]
    )
    op.create_table(
        "feedback_themes",
        sa.Column("feedback_id", _long, nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_themes_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_feedback_themes_theme_id_themes")),
        sa.PrimaryKeyConstraint("feedback_id", "theme_id", name=op.f("pk_feedback_themes")),
    )
    op.create_index(op.f("ix_feedback_themes_theme_id"), "feedback_themes", ["theme_id"])
    op.create_table(
        "theme_models",
        sa.Column("id", _long, nullable=False),
        sa.Column("asked_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("made_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("failed_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.String(length=200), nullable=True),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.Column("measured", sa.JSON(), nullable=True),
        sa.Column("model", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["staff.id"], name=op.f("fk_theme_models_asked_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_models")),
    )
    with op.batch_alter_table("feedback") as batch:
        batch.add_column(sa.Column("themed_at", storage.UtcDateTime(timezone=True), nullable=True))
    themed = sa.text("themed_at IS NOT NULL")
    op.create_index("ix_feedback_themed", "feedback", ["themed_at"], sqlite_where=themed, postgresql_where=themed)
