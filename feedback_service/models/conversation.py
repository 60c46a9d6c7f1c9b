"""What is asked of a person by text, what they answered, and what becomes of a flag that sounds like danger."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.models.feedback import Contact, Feedback, OutboundMessage, SafetyFlag
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, UtcDateTime
from feedback_service.vocabulary import Asked, Verdict


class Question(Base):
    """One question to a person. It counts as asked once its text is on the way, and until it is closed.

    `answer` is what they said, by code; that to an equality question is kept in the equality room
    alone. `words_index` is the blind index of the words that a preview showed, `staff_id` who approved
    them, so that a yes publishes exactly these, `seconded_by` the second member where one was needed;
    `response_id` is the answer that a verdict is about.
    """

    __tablename__ = "questions"
    __table_args__ = (
        Index(
            "ix_questions_open",
            "contact_id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contacts.id", ondelete="CASCADE"), index=True)
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"), index=True)
    outbound_id: Mapped[int] = mapped_column(ForeignKey("outbound_messages.id"))
    kind: Mapped[Asked] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(20))
    words_index: Mapped[str | None] = mapped_column(String(64))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    seconded_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))

    contact: Mapped[Contact] = relationship()
    feedback: Mapped[Feedback | None] = relationship()
    outbound: Mapped[OutboundMessage] = relationship()


class GivenVerdict(Base):
    """What a person said about an answer; the latest one counts."""

    __tablename__ = "verdicts"
    __table_args__ = (CheckConstraint("verdict IN ('yes', 'partly', 'no')", name="verdict"),)

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))
    verdict: Mapped[Verdict] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Alarm(Base):
    """Somebody on call must look at a flag. It escalates at `escalates_at`, again and again, until it is read."""

    __tablename__ = "alarms"
    __table_args__ = (
        Index(
            "ix_alarms_unread",
            "escalates_at",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("safety_flags.id"), unique=True)
    raised_at: Mapped[datetime] = mapped_column(UtcDateTime)
    escalates_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    escalations: Mapped[int] = mapped_column(default=0)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    read_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    flag: Mapped[SafetyFlag] = relationship()
    reader: Mapped[Staff | None] = relationship()


class TextReview(Base):
    """A named reviewer confirmed one text in one language, in exactly these words (their SHA-256)."""

    __tablename__ = "text_reviews"

    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    wording: Mapped[str] = mapped_column(String(64), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    reviewed_at: Mapped[datetime] = mapped_column(UtcDateTime)

    staff: Mapped[Staff] = relationship(lazy="joined")
