"""The feedback that a hiding rule was made on

Revision: 0017
After: 0016

Beside the previous release's code: what it makes names no feedback. For rules that there are already, the audit trail
says it: their records follow the one about the feedback, in the transaction of one member.
"""

import sqlalchemy as sa
from alembic import op

from feedback_service.models.audit import LongId

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ADDED = "hiding_rule.added"
_BEFORE_IT = ("feedback.hidden", "feedback.suggestion_left")


def upgrade() -> None:
    with op.batch_alter_table("hiding_rules") as batch:
        batch.add_column(sa.Column("made_on_id", LongId, nullable=True))
        batch.create_foreign_key(op.f("fk_hiding_rules_made_on_id_feedback"), "feedback", ["made_on_id"], ["id"])
    op.create_index(op.f("ix_hiding_rules_made_on_id"), "hiding_rules", ["made_on_id"])
    _fill()


def _fill() -> None:
    names = ("sequence", "action", "staff_id", "subject")
    records = sa.table("audit_records", *map(sa.column, names))
    rules = sa.table("hiding_rules", sa.column("id"), sa.column("made_on_id"))
    wanted = sa.select(*(records.c[name] for name in names)).where(records.c.action.in_([_ADDED, *_BEFORE_IT]))
    feedback_id, expected = None, None
    for sequence, action, staff_id, subject in op.get_bind().execute(wanted.order_by(records.c.sequence)).all():
        number = int(subject.split(":")[1])
        if action != _ADDED:
            feedback_id = number
        elif expected == (sequence, staff_id):
            op.execute(sa.update(rules).where(rules.c.id == number).values(made_on_id=feedback_id))
        else:
            feedback_id = None
        expected = (sequence + 1, staff_id) if feedback_id is not None else None
