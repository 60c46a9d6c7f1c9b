"""Equality answers, a table of their own.

No relationship leads here from feedback, and only `feedback_service.equality` and the measures
may import this module; a structure test holds that.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.storage import Base, EncryptedText, UtcDateTime


class EqualityAnswers(Base):
    """The answers given, the person's own words, and the NHS national code (A to S, Z declined)."""

    __tablename__ = "equality_answers"

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    ethnic_group: Mapped[str | None] = mapped_column(String(20))
    ethnic_background: Mapped[str | None] = mapped_column(String(30))
    own_words: Mapped[str | None] = mapped_column(EncryptedText)
    ethnic_code: Mapped[str] = mapped_column(String(2))
    age_range: Mapped[str | None] = mapped_column(String(10))
    sex: Mapped[str | None] = mapped_column(String(20))
    gender_same: Mapped[str | None] = mapped_column(String(20))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EqualityText(Base):
    """The words of a text that asks the second equality question: they tell the answer to the first.

    Kept here and not with the other texts; forgotten once the day in which the questions can be
    answered is over.
    """

    __tablename__ = "equality_texts"

    outbound_id: Mapped[int] = mapped_column(ForeignKey("outbound_messages.id", ondelete="CASCADE"), primary_key=True)
    words: Mapped[str] = mapped_column(EncryptedText)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
