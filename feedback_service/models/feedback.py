"""One thing that one person said, with its conversation and everything decided about it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.approvals import Proposal
from feedback_service.models.audit import LongId
from feedback_service.models.desk import Team
from feedback_service.models.hiding import RefusedSuggestion
from feedback_service.models.places import EntryPoint, Place
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import (
    Author,
    Because,
    Channel,
    Hidden,
    KnownBy,
    Meaning,
    Moderation,
    OutboundKind,
    OutboundStatus,
    Urgency,
    WaitsFor,
)

_FAILED = "status || '' IN ('temporary_failure', 'permanent_failure', 'unknown') AND kind <> 'alert'"
"""`vocabulary.NOT_DELIVERED`, and the text was to a person."""


def _where(condition: str) -> dict[str, Any]:
    """The rows that a partial index holds, for both databases."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Contact(Base):
    """How to reach a person; erasable apart from what they said. The number is found by its blind index.

    `stopped_at` is when they asked for no more texts; None again once they ask for them.
    `is_stopped_by_network`: the network knows it as well and lets nothing through. `wrote_at` is
    when their latest text came: WhatsApp lets nobody write freely to them a day later.
    `erasure_asked_at` is set while an erasure waits for an open safety flag.
    """

    __tablename__ = "contacts"
    __table_args__ = (
        UniqueConstraint("channel", "address_index"),
        Index("ix_contacts_erasure_asked_at", "erasure_asked_at", **_where("erasure_asked_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(String(10))
    address: Mapped[str] = mapped_column(EncryptedText)
    address_index: Mapped[str] = mapped_column(String(64))
    language: Mapped[str | None] = mapped_column(String(10))
    language_by: Mapped[KnownBy | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_stopped_by_network: Mapped[bool] = mapped_column(default=False, server_default=false())
    wrote_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erasure_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Feedback(Base):
    """`status` is assigned only in `feedback_service.lifecycle`; `version` rises with every change.

    `consent` is None until the person was asked and answered. `follow_index` finds the follow
    page by the token in its link; the token itself stands encrypted, for links sent later.
    `open_to_responders` is decided with keeping it private: whether those who answer may read what
    hiding left of it; on the board everybody may. `agreed_index` is the blind index of the public words
    that the person said yes to when they were shown them. `reopened_at` is when they said that the
    answer did not help, None again once somebody answered anew. `tells_decisions`: the person switched texts about
    decisions on or off, None where they never touched it.

    `waits_for`, `urgency` and `promise_due_on` are derived (`feedback_service.waiting`), so that the queue is one
    index however much there is: `settled_version` is the version that they were last derived for. `due_on` is the day
    by which what it waits for should be done, derived as well unless staff set it (`due_is_set`). `themed_at` is when
    somebody last decided what it is about.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("status IN ('pending', 'published', 'private', 'rejected', 'withdrawn')", name="status"),
        CheckConstraint("fft BETWEEN 1 AND 6", name="fft"),
        Index("ix_feedback_status_received_at_id", "status", "received_at", "id"),
        # With answered_at in it, SQLite counts without a look at the table.
        Index("ix_feedback_unanswered", "status", "received_at", "answered_at", **_where("answered_at IS NULL")),
        Index("ix_feedback_answered", "answered_at", **_where("answered_at IS NOT NULL")),
        Index("ix_feedback_waits", "waits_for", "urgency", "received_at", "id", **_where("waits_for IS NOT NULL")),
        Index("ix_feedback_due", "due_on", **_where("waits_for IS NOT NULL")),
        Index("ix_feedback_promised", "promise_due_on", "id", **_where("promise_due_on IS NOT NULL")),
        Index("ix_feedback_themed", "themed_at", **_where("themed_at IS NOT NULL")),
        Index("ix_feedback_opened", "received_at", "id", **_where("status = 'private' AND open_to_responders")),
        Index("ix_feedback_place_id_received_at", "place_id", "received_at"),
        Index("ix_feedback_unsettled", "id", **_where("version <> settled_version")),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    reference: Mapped[str] = mapped_column(String(12), unique=True)
    follow_token: Mapped[str] = mapped_column(EncryptedText)
    follow_index: Mapped[str] = mapped_column(String(64), unique=True)
    channel: Mapped[Channel] = mapped_column(String(10))
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    entry_point_id: Mapped[int | None] = mapped_column(ForeignKey("entry_points.id"))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("board_entries.id"), index=True)
    author: Mapped[Author | None] = mapped_column(String(20))
    fft: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(10))
    language_by: Mapped[KnownBy | None] = mapped_column(String(10))
    consent: Mapped[bool | None]
    agreed_index: Mapped[str | None] = mapped_column(String(64))
    tells_decisions: Mapped[bool | None]
    open_to_responders: Mapped[bool] = mapped_column(default=False)
    status: Mapped[Moderation] = mapped_column(String(10))
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reopened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    waits_for: Mapped[WaitsFor | None] = mapped_column(String(10), server_default=WaitsFor.DECISION)
    urgency: Mapped[int] = mapped_column(
        SmallInteger, default=Urgency.IN_TIME, server_default=str(int(Urgency.IN_TIME))
    )
    due_on: Mapped[date | None]
    due_is_set: Mapped[bool] = mapped_column(default=False, server_default=false())
    promise_due_on: Mapped[date | None]
    settled_version: Mapped[int] = mapped_column(default=0, server_default="0")
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    themed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    contact: Mapped[Contact | None] = relationship()
    team: Mapped[Team | None] = relationship()
    place: Mapped[Place | None] = relationship(lazy="joined")
    entry_point: Mapped[EntryPoint | None] = relationship()
    messages: Mapped[list["InboundMessage"]] = relationship(order_by="InboundMessage.id", back_populates="feedback")
    flags: Mapped[list["SafetyFlag"]] = relationship(order_by="SafetyFlag.id", back_populates="feedback")
    open_proposals: Mapped[list["Proposal"]] = relationship(
        primaryjoin="and_(Proposal.feedback_id == Feedback.id, Proposal.settled_at.is_(None))", viewonly=True
    )


class InboundMessage(Base):
    """One message of the person's. Unique by channel and provider reference: each inbound once.

    `about` says which keyword it is or which question it answers. `is_public_words`: what the public
    reads of the feedback is made of this message. `is_open_to_responders`: a moderator let those who
    answer read what was added after the decision. A keyword of somebody who told us nothing yet
    belongs to a contact and to no feedback.
    """

    __tablename__ = "inbound_messages"
    __table_args__ = (UniqueConstraint("channel", "provider_reference"),)

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    channel: Mapped[Channel] = mapped_column(String(10))
    provider_reference: Mapped[str] = mapped_column(String(80))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"), index=True)
    meaning: Mapped[Meaning] = mapped_column(String(10), default=Meaning.FEEDBACK, server_default="feedback")
    about: Mapped[str | None] = mapped_column(String(20))
    is_public_words: Mapped[bool] = mapped_column(default=True, server_default=true())
    is_open_to_responders: Mapped[bool] = mapped_column(default=False, server_default=false())
    body: Mapped[str] = mapped_column(EncryptedText)
    media_count: Mapped[int] = mapped_column(default=0)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

    feedback: Mapped[Feedback | None] = relationship(back_populates="messages")
    contact: Mapped[Contact | None] = relationship()
    translations: Mapped[list["MessageTranslation"]] = relationship(cascade="all, delete-orphan")
    redactions: Mapped[list["Redaction"]] = relationship(order_by="Redaction.start", cascade="all, delete-orphan")
    refusals: Mapped[list[RefusedSuggestion]] = relationship(cascade="all, delete-orphan")


class MessageTranslation(Base):
    """What a message says in another language, entered by staff, for staff."""

    __tablename__ = "message_translations"

    message_id: Mapped[int] = mapped_column(ForeignKey("inbound_messages.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    staff: Mapped[Staff | None] = relationship(lazy="joined")


class Redaction(Base):
    """A stretch of a message that the public does not see: code points `start` up to, not with, `end`.

    Hidden by a member of staff, or by a rule when it arrived.
    """

    __tablename__ = "redactions"
    __table_args__ = (CheckConstraint('start >= 0 AND "end" > start', name="stretch"),)

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("inbound_messages.id"), index=True)
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[Hidden] = mapped_column(String(20))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("hiding_rules.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FeedbackHistory(Base):
    """What happened to a feedback, written with every change; the reason is for the person to read.

    A decision's reason is a code from a list, `reason_code`, and words of staff's own beside it, `reason`, in
    `reason_language`. Without a code it is of an earlier release, or says how staff know; beside "kept private" it then
    was for staff. `note` is for staff alone.

    Its highest id is also how processes notice that the queue changed.
    """

    __tablename__ = "feedback_history"

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(40))
    from_status: Mapped[Moderation | None] = mapped_column(String(10))
    to_status: Mapped[Moderation] = mapped_column(String(10))
    reason: Mapped[str | None] = mapped_column(EncryptedText)
    reason_code: Mapped[Because | None] = mapped_column(String(20))
    reason_language: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(EncryptedText)
    version: Mapped[int]

    staff: Mapped[Staff | None] = relationship(lazy="joined")


class SafetyFlag(Base):
    """Somebody may be in danger. Open until a person clears it; nothing flagged is published.

    Raised by a member of staff, or by the screening of words, which then has no `raised_by`.
    """

    __tablename__ = "safety_flags"
    __table_args__ = (Index("ix_safety_flags_open", "feedback_id", **_where("cleared_at IS NULL")),)

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    note: Mapped[str] = mapped_column(EncryptedText)
    raised_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cleared_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    cleared_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    feedback: Mapped[Feedback] = relationship(back_populates="flags")


class OutboundMessage(Base):
    """A text to a person, or an alert to staff: the row is the intent, `channels/` drains it, receipts update it.

    It goes to `address` where that is set (an alert), else to the contact. `in_reply_to_id` is the person's
    message that it answers directly. `reconciled_at` is when the provider's own list was asked what became of it.
    `is_template`: an approved template went in its place, so that the person has not read these words.
    """

    __tablename__ = "outbound_messages"
    __table_args__ = (
        UniqueConstraint("channel", "provider_reference"),
        Index("ix_outbound_messages_status_due_at", "status", "due_at"),
        Index("ix_outbound_messages_contact_id_claimed_at", "contact_id", "claimed_at"),
        Index("ix_outbound_messages_failed", "id", **_where(_FAILED)),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contacts.id", ondelete="SET NULL"))
    in_reply_to_id: Mapped[int | None] = mapped_column(ForeignKey("inbound_messages.id"), index=True)
    address: Mapped[str | None] = mapped_column(EncryptedText)
    channel: Mapped[Channel] = mapped_column(String(10))
    kind: Mapped[OutboundKind] = mapped_column(String(20))
    language: Mapped[str | None] = mapped_column(String(10))
    body: Mapped[str] = mapped_column(EncryptedText)
    segments: Mapped[int] = mapped_column(default=1, server_default="1")
    is_template: Mapped[bool] = mapped_column(default=False, server_default=false())
    status: Mapped[OutboundStatus] = mapped_column(String(20))
    provider_reference: Mapped[str | None] = mapped_column(String(80))
    error_code: Mapped[str | None] = mapped_column(String(20))
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reconciled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    feedback: Mapped[Feedback | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
