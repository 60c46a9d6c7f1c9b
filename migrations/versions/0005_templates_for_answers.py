"""Templates for answers, and how alike answers are

Revision: 0005
After: 0004
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STARTERS = (
    (
        "We changed something",
        "did",
        "Thank you for telling us about {{what they told us, in their words}}. I am sorry that {{what went wrong for "
        "them}}. We have {{what we did}}. It has been in place since {{date}}. If it happens again, please talk to "
        "{{who to talk to, by role}} or call {{number}}.",
    ),
    (
        "Thank you for kind words",
        "did",
        "Thank you for telling us about {{what they liked}}. I have passed your words on to {{which team}}, and we "
        "talked about them on {{date}}. {{What we do so that others get the same}}. If there is more that you would "
        "like to say, please {{where they can say it}}.",
    ),
    (
        "We will do something",
        "doing",
        "Thank you for telling us about {{what they told us, in their words}}. I am sorry that {{what went wrong for "
        "them}}. We are going to {{what we will do}}. {{Who by role}} sees to it, and it will be done by {{date}}. You "
        "will hear from us when it is. Until then, please talk to {{who to talk to, by role}} if you need help.",
    ),
    (
        "We are looking into it",
        "doing",
        "Thank you for telling us about {{what they told us, in their words}}. I am sorry that {{what it was like for "
        "them}}. {{Who by role}} is finding out {{what we need to know}}. We will tell you what we found by {{date}}. "
        "If you would like to talk about it before then, please call {{number}}.",
    ),
    (
        "We cannot do it",
        "cannot",
        "Thank you for telling us about {{what they asked for}}. I am sorry that we cannot do this, because {{why, in "
        "plain words}}. What we can do instead is {{what we can do}}, from {{date}}. If you are not happy with this, "
        "please talk to {{who to talk to, by role}} or call {{number}}.",
    ),
    (
        "It is not ours to change",
        "cannot",
        "Thank you for telling us about {{what they told us, in their words}}. I am sorry that {{what it was like for "
        "them}}. We cannot change it ourselves, because {{who decides about it}} decides about it. We told them on "
        "{{date}}. You can reach them here: {{address or number}}.",
    ),
)


def upgrade() -> None:
    templates = op.create_table(
        "answer_templates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('did', 'doing', 'cannot')", name=op.f("ck_answer_templates_kind")),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_answer_templates_created_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_templates")),
    )
    in_use = sa.text("retired_at IS NULL")
    op.create_index(
        "uq_answer_templates_name",
        "answer_templates",
        ["name"],
        unique=True,
        sqlite_where=in_use,
        postgresql_where=in_use,
    )
    moment = datetime.now(UTC)
    rows = [
        {"name": name, "kind": kind, "words": words, "language": "en", "version": 1, "created_at": moment}
        for name, kind, words in STARTERS
    ]
    op.bulk_insert(templates, rows)
    with op.batch_alter_table("responses") as batch:
        batch.add_column(sa.Column("sketch", sa.LargeBinary(), nullable=True))
        batch.add_column(sa.Column("sent_despite", sa.String(length=60), nullable=True))
