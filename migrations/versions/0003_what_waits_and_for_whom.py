"""What waits at the desk and for whom

Revision: 0003
After: 0002

Beside the previous release's code: what that code writes gets the defaults, and the sweep `settle_others` derives the
rest, because such rows keep a `settled_version` behind their version.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_WAITS, _PROMISED, _UNSETTLED = (
    "waits_for IS NOT NULL",
    "promise_due_on IS NOT NULL",
    "version <> settled_version",
)


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_teams")),
        sa.UniqueConstraint("name", name=op.f("uq_teams_name")),
    )
    op.create_table(
        "team_members",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_team_members_team_id_teams")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_team_members_staff_id_staff")),
        sa.PrimaryKeyConstraint("team_id", "staff_id", name=op.f("pk_team_members")),
    )
    op.create_index(op.f("ix_team_members_staff_id"), "team_members", ["staff_id"])
    op.create_table(
        "preferences",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_preferences_staff_id_staff")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_preferences")),
    )
    with op.batch_alter_table("places") as batch:
        batch.add_column(sa.Column("needs_second", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("retired_at", storage.UtcDateTime(timezone=True), nullable=True))
    with op.batch_alter_table("feedback") as batch:
        batch.add_column(sa.Column("waits_for", sa.String(length=10), server_default="decision", nullable=True))
        batch.add_column(sa.Column("urgency", sa.SmallInteger(), server_default="2", nullable=False))
        batch.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("due_is_set", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("promise_due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("settled_version", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("team_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_feedback_team_id_teams"), "teams", ["team_id"], ["id"])
    _derive()
    op.create_index(op.f("ix_feedback_team_id"), "feedback", ["team_id"])
    for name, columns, condition in (
        ("ix_feedback_waits", ["waits_for", "urgency", "received_at", "id"], _WAITS),
        ("ix_feedback_due", ["due_on"], _WAITS),
        ("ix_feedback_promised", ["promise_due_on", "id"], _PROMISED),
        ("ix_feedback_unsettled", ["id"], _UNSETTLED),
    ):
        where = sa.text(condition)
        op.create_index(name, "feedback", columns, sqlite_where=where, postgresql_where=where)


def _derive() -> None:
    """What is over and done waits for nothing, and needs no sweep; the sweep derives the rest."""
    op.execute(
        "UPDATE feedback SET waits_for = NULL, settled_version = version "
        "WHERE (erased_at IS NOT NULL OR status IN ('rejected', 'withdrawn') "
        "OR (status IN ('published', 'private') AND answered_at IS NOT NULL)) "
        "AND id NOT IN (SELECT feedback_id FROM safety_flags WHERE cleared_at IS NULL) "
        "AND id NOT IN (SELECT feedback_id FROM responses WHERE given_at IS NULL OR kind = 'doing')"
    )
    op.execute(
        "UPDATE feedback SET urgency = 0 WHERE id IN (SELECT feedback_id FROM safety_flags WHERE cleared_at IS NULL)"
    )
