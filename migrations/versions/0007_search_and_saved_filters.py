"""The index that finds feedback by its words, saved filters, and what keeps the queue quick

Revision: 0007
After: 0006

What was there before is indexed by the sweep `index_words`, or at once by `flask --app wsgi search rebuild`. On SQLite
the index is FTS5 behind a plain table, kept by triggers; `secure-delete` takes out of its pages what is deleted.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from feedback_service import storage

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_FAILED = "status || '' IN ('temporary_failure', 'permanent_failure', 'unknown') AND kind <> 'alert'"
_OPENED = "status = 'private' AND open_to_responders"


def upgrade() -> None:
    for name in ("search_originals", "search_open"):
        _shelf(name)
    op.execute("INSERT INTO counters (name, value, note) VALUES ('search', 0, '')")
    op.create_table(
        "saved_filters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("query", storage.EncryptedText(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_saved_filters_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filters")),
        sa.UniqueConstraint("staff_id", "name", name=op.f("uq_saved_filters_staff_id_name")),
    )
    for name, table, columns, condition in (
        ("ix_feedback_opened", "feedback", ["received_at", "id"], _OPENED),
        ("ix_outbound_messages_failed", "outbound_messages", ["id"], _FAILED),
    ):
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)
    op.create_index(op.f("ix_safety_flags_feedback_id"), "safety_flags", ["feedback_id"])


def _shelf(name: str) -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        name,
        sa.Column("feedback_id", number, autoincrement=False, nullable=False),
        sa.Column("tokens", sa.Text() if is_sqlite else TSVECTOR(), nullable=False),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f(f"fk_{name}_feedback_id_feedback")),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f(f"pk_{name}")),
    )
    if not is_sqlite:
        # Without the list of what is still to be put in: every search would read through it.
        op.execute(f"CREATE INDEX ix_{name}_tokens ON {name} USING gin (tokens) WITH (fastupdate = off)")
        return
    op.execute(
        f"CREATE VIRTUAL TABLE {name}_index USING fts5 (tokens, content = '{name}', content_rowid = 'feedback_id', "
        "tokenize = 'ascii', detail = 'none', columnsize = 0)"
    )
    index = f"{name}_index"
    op.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('secure-delete', 1)")  # noqa: S608
    take_out = f"INSERT INTO {index} ({index}, rowid, tokens) VALUES ('delete', old.feedback_id, old.tokens);"  # noqa: S608
    put_in = f"INSERT INTO {index} (rowid, tokens) VALUES (new.feedback_id, new.tokens);"  # noqa: S608
    op.execute(f"CREATE TRIGGER {name}_inserted AFTER INSERT ON {name} BEGIN {put_in} END")
    op.execute(f"CREATE TRIGGER {name}_deleted AFTER DELETE ON {name} BEGIN {take_out} END")
    op.execute(f"CREATE TRIGGER {name}_updated AFTER UPDATE ON {name} BEGIN {take_out} {put_in} END")
