"""The conversation by text message

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

from feedback_service import storage

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "text_reviews",
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("wording", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("reviewed_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_text_reviews_staff_id_staff")),
        sa.PrimaryKeyConstraint("language", "key", "wording", name=op.f("pk_text_reviews")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("flag_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("raised_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("escalates_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("escalations", sa.Integer(), nullable=False),
        sa.Column("read_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("read_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["flag_id"], ["safety_flags.id"], name=op.f("fk_alarms_flag_id_safety_flags")),
        sa.ForeignKeyConstraint(["read_by"], ["staff.id"], name=op.f("fk_alarms_read_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint("flag_id", name=op.f("uq_alarms_flag_id")),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alarms_unread",
            ["escalates_at"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "message_translations",
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("words", storage.EncryptedText(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"], ["inbound_messages.id"], name=op.f("fk_message_translations_message_id_inbound_messages")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_message_translations_staff_id_staff")),
        sa.PrimaryKeyConstraint("message_id", "language", name=op.f("pk_message_translations")),
    )
    op.create_table(
        "verdicts",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.CheckConstraint("verdict IN ('yes', 'partly', 'no')", name=op.f("ck_verdicts_verdict")),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_verdicts_feedback_id_feedback")),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_verdicts_response_id_responses")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdicts_feedback_id"), ["feedback_id"], unique=False)

    op.create_table(
        "equality_texts",
        sa.Column("outbound_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("words", storage.EncryptedText(), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["outbound_id"],
            ["outbound_messages.id"],
            name=op.f("fk_equality_texts_outbound_id_outbound_messages"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("outbound_id", name=op.f("pk_equality_texts")),
    )
    with op.batch_alter_table("equality_texts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_equality_texts_created_at"), ["created_at"], unique=False)

    op.create_table(
        "questions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("feedback_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outbound_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("created_at", storage.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", storage.UtcDateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=20), nullable=True),
        sa.Column("words_index", sa.String(length=64), nullable=True),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("response_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contacts.id"], name=op.f("fk_questions_contact_id_contacts"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["feedback_id"], ["feedback.id"], name=op.f("fk_questions_feedback_id_feedback")),
        sa.ForeignKeyConstraint(
            ["outbound_id"], ["outbound_messages.id"], name=op.f("fk_questions_outbound_id_outbound_messages")
        ),
        sa.ForeignKeyConstraint(["response_id"], ["responses.id"], name=op.f("fk_questions_response_id_responses")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_questions_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questions")),
    )
    with op.batch_alter_table("questions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_questions_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_questions_feedback_id"), ["feedback_id"], unique=False)
        batch_op.create_index(
            "ix_questions_open",
            ["contact_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language_by", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("is_stopped_by_network", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("wrote_at", storage.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erasure_asked_at", storage.UtcDateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_contacts_erasure_asked_at",
            ["erasure_asked_at"],
            unique=False,
            sqlite_where=sa.text("erasure_asked_at IS NOT NULL"),
            postgresql_where=sa.text("erasure_asked_at IS NOT NULL"),
        )

    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language_by", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("agreed_index", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("reopened_at", storage.UtcDateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", storage.UtcDateTime(timezone=True), nullable=True))

    with op.batch_alter_table("inbound_messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("meaning", sa.String(length=10), server_default="feedback", nullable=False))
        batch_op.add_column(sa.Column("about", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("is_public_words", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column("is_open_to_responders", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.alter_column("feedback_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.create_index(batch_op.f("ix_inbound_messages_contact_id"), ["contact_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_inbound_messages_contact_id_contacts"),
            "contacts",
            ["contact_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("outbound_messages", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("in_reply_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("address", storage.EncryptedText(), nullable=True))
        batch_op.add_column(sa.Column("language", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("segments", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("is_template", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("reconciled_at", storage.UtcDateTime(timezone=True), nullable=True))
        batch_op.alter_column("feedback_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_index(batch_op.f("ix_outbound_messages_contact_id"))
        batch_op.create_index("ix_outbound_messages_contact_id_claimed_at", ["contact_id", "claimed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbound_messages_in_reply_to_id"), ["in_reply_to_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_outbound_messages_in_reply_to_id_inbound_messages"),
            "inbound_messages",
            ["in_reply_to_id"],
            ["id"],
        )

    with op.batch_alter_table("responses", schema=None) as batch_op:
        batch_op.add_column(sa.Column("translation", storage.EncryptedText(), nullable=True))
        batch_op.add_column(sa.Column("translation_language", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("translated_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_responses_translated_by_staff"), "staff", ["translated_by"], ["id"])
