"""The first schema

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("address", storage.EncryptedText(), nullable=False),
        sa.Column("address_index", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("channel", "address_index", name=op.f("uq_contacts_channel_address_index")),
    )
    op.create_table(
        "counters",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("expires_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('borough', 'site', 'team', 'event')", name=op.f("ck_places_kind")),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("slug", name=op.f("uq_places_slug")),
    )
    op.create_index("ix_places_parent_id", "places", ["parent_id"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('moderator', 'responder', 'administrator')", name=op.f("ck_staff_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "audit_records",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_audit_records_staff_id_staff")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_records")),
    )
    op.create_index("ix_audit_records_staff_id", "audit_records", ["staff_id"], unique=False)
    op.create_index("ix_audit_records_subject", "audit_records", ["subject"], unique=False)

    op.create_table(
        "board_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "stage IN ('heard', 'doing', 'did', 'cannot', 'reopened')", name=op.f("ck_board_entries_stage")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_board_entries_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_board_entries")),
        sa.UniqueConstraint("position", name=op.f("uq_board_entries_position")),
    )
    op.create_index("ix_board_entries_place_id_position", "board_entries", ["place_id", "position"], unique=False)

    op.create_table(
        "entry_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("retired_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_entry_points_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry_points")),
        sa.UniqueConstraint("code", name=op.f("uq_entry_points_code")),
    )
    op.create_index("ix_entry_points_place_id", "entry_points", ["place_id"], unique=False)

    op.create_table(
        "staff_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("expires_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("ended_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_sessions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_sessions_token_hash")),
    )
    op.create_index("ix_staff_sessions_expires_at", "staff_sessions", ["expires_at"], unique=False)
    op.create_index("ix_staff_sessions_staff_id", "staff_sessions", ["staff_id"], unique=False)

    op.create_table(
        "board_events",
        sa.Column(
            "sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["board_entries.id"], name=op.f("fk_board_events_entry_id_board_entries")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_board_events")),
    )
    op.create_index("ix_board_events_entry_id", "board_events", ["entry_id"], unique=False)

    op.create_table(
        "entry_point_scans",
        sa.Column("entry_point_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_point_id"], ["entry_points.id"], name=op.f("fk_entry_point_scans_entry_point_id_entry_points")
        ),
        sa.PrimaryKeyConstraint("entry_point_id", "day", name=op.f("pk_entry_point_scans")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=12), nullable=False),
        sa.Column("follow_token", storage.EncryptedText(), nullable=False),
        sa.Column("follow_index", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("entry_point_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("author", sa.String(length=20), nullable=True),
        sa.Column("fft", sa.Integer(), nullable=True),
        sa.Column("language", sa.String(length=10), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=True),
        sa.Column("open_to_responders", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("received_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("decided_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answered_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status IN ('pending', 'published', 'private', 'rejected', 'withdrawn')", name=op.f("ck_feedback_status")
        ),
        sa.CheckConstraint("fft BETWEEN 1 AND 6", name=op.f("ck_feedback_fft")),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_feedback_contact_id_contacts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["board_entries.id"], name=op.f("fk_feedback_entry_id_board_entries")),
        sa.ForeignKeyConstraint(
            ["entry_point_id"], ["entry_points.id"], name=op.f("fk_feedback_entry_point_id_entry_points")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_feedback_place_id_places")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint("follow_index", name=op.f("uq_feedback_follow_index")),
        sa.UniqueConstraint("reference", name=op.f("uq_feedback_reference")),
    )
    op.create_index("ix_feedback_contact_id", "feedback", ["contact_id"], unique=False)
    op.create_index("ix_feedback_entry_id", "feedback", ["entry_id"], unique=False)
    op.create_index("ix_feedback_place_id", "feedback", ["place_id"], unique=False)
    op.create_index("ix_feedback_status_received_at_id", "feedback", ["status", "received_at", "id"], unique=False)
    op.create_index(
        "ix_feedback_unanswered",
        "feedback",
        ["status", "received_at", "answered_at"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.create_index(
        "ix_feedback_answered",
        "feedback",
        ["answered_at"],
        unique=False,
        sqlite_where=sa.text("answered_at IS NOT NULL"),
        postgresql_where=sa.text("answered_at IS NOT NULL"),
    )

    op.create_table(
        "equality_answers",
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ethnic_group", sa.String(length=20), nullable=True),
        sa.Column("ethnic_background", sa.String(length=30), nullable=True),
        sa.Column("own_words", storage.EncryptedText(), nullable=True),
        sa.Column("ethnic_code", sa.String(length=2), nullable=False),
        sa.Column("age_range", sa.String(length=10), nullable=True),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("gender_same", sa.String(length=20), nullable=True),
        sa.Column("answered_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_equality_answers_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_equality_answers")),
    )
    op.create_table(
        "feedback_history",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("from_status", sa.String(length=10), nullable=True),
        sa.Column("to_status", sa.String(length=10), nullable=False),
        sa.Column("reason", storage.EncryptedText(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_feedback_history_feedback_id_feedback")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_feedback_history_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback_history")),
    )
    op.create_index("ix_feedback_history_feedback_id", "feedback_history", ["feedback_id"], unique=False)

    op.create_table(
        "inbound_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("provider_reference", sa.String(length=80), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", storage.EncryptedText(), nullable=False),
        sa.Column("media_count", sa.Integer(), nullable=False),
        sa.Column("received_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_inbound_messages_feedback_id_feedback")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_messages")),
        sa.UniqueConstraint(
            "channel", "provider_reference", name=op.f("uq_inbound_messages_channel_provider_reference")
        ),
    )
    op.create_index("ix_inbound_messages_feedback_id", "inbound_messages", ["feedback_id"], unique=False)

    op.create_table(
        "outbound_messages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("body", storage.EncryptedText(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("provider_reference", sa.String(length=80), nullable=True),
        sa.Column("error_code", sa.String(length=20), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("due_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("settled_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_outbound_messages_contact_id_contacts"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_outbound_messages_feedback_id_feedback")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbound_messages")),
        sa.UniqueConstraint(
            "channel", "provider_reference", name=op.f("uq_outbound_messages_channel_provider_reference")
        ),
    )
    op.create_index("ix_outbound_messages_contact_id", "outbound_messages", ["contact_id"], unique=False)
    op.create_index("ix_outbound_messages_feedback_id", "outbound_messages", ["feedback_id"], unique=False)
    op.create_index("ix_outbound_messages_status_due_at", "outbound_messages", ["status", "due_at"], unique=False)

    op.create_table(
        "responses",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("words", storage.EncryptedText(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("signed_as", sa.String(length=120), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("evidence", storage.EncryptedText(), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("given_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.CheckConstraint("given_at IS NOT NULL OR NOT is_public", name=op.f("ck_responses_given_before_public")),
        sa.CheckConstraint(
            "kind <> 'doing' OR (owner IS NOT NULL AND due_on IS NOT NULL)", name=op.f("ck_responses_promise")
        ),
        sa.CheckConstraint("kind IN ('did', 'doing', 'cannot')", name=op.f("ck_responses_kind")),
        sa.ForeignKeyConstraint(["entry_id"], ["board_entries.id"], name=op.f("fk_responses_entry_id_board_entries")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_responses_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_responses_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_responses")),
    )
    op.create_index("ix_responses_entry_id", "responses", ["entry_id"], unique=False)
    op.create_index("ix_responses_feedback_id", "responses", ["feedback_id"], unique=False)

    op.create_table(
        "safety_flags",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", storage.EncryptedText(), nullable=False),
        sa.Column("raised_by", sa.Integer(), nullable=True),
        sa.Column("raised_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("cleared_by", sa.Integer(), nullable=True),
        sa.Column("cleared_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cleared_by"], ["staff.id"], name=op.f("fk_safety_flags_cleared_by_staff")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_safety_flags_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["raised_by"], ["staff.id"], name=op.f("fk_safety_flags_raised_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_safety_flags")),
    )
    op.create_index(
        "ix_safety_flags_open",
        "safety_flags",
        ["feedback_id"],
        unique=False,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )

    op.create_table(
        "redactions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint('start >= 0 AND "end" > start', name=op.f("ck_redactions_stretch")),
        sa.ForeignKeyConstraint(
            ["message_id"], ["inbound_messages.id"], name=op.f("fk_redactions_message_id_inbound_messages")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_redactions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
    )
    op.create_index("ix_redactions_message_id", "redactions", ["message_id"], unique=False)

    counters = sa.table("counters", sa.column("name"), sa.column("value"), sa.column("note"))
    op.bulk_insert(counters, [{"name": "board", "value": 0, "note": ""}, {"name": "audit", "value": 0, "note": ""}])
