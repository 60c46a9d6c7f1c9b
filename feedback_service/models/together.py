"""Answers that are for more people than the one they were written for, and the same in more languages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.models.audit import LongId
from feedback_service.storage import Base, EncryptedText, UtcDateTime

_WAITS = text("given_at IS NULL")


class SharedAnswer(Base):
    """An answer of the entry is for this feedback's person as well. One row for each: so it reaches them once.

    `given_at` is when they could read it, None while it waits for the decision about their feedback or a translation.
    """

    __tablename__ = "shared_answers"
    __table_args__ = (Index("ix_shared_answers_waiting", "feedback_id", sqlite_where=_WAITS, postgresql_where=_WAITS),)

    feedback_id: Mapped[int] = mapped_column(LongId, ForeignKey("feedback.id"), primary_key=True)
    response_id: Mapped[int] = mapped_column(LongId, ForeignKey("responses.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnswerTranslation(Base):
    """What an answer says in the language of somebody else than the person whom it was written for."""

    __tablename__ = "answer_translations"

    response_id: Mapped[int] = mapped_column(LongId, ForeignKey("responses.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
