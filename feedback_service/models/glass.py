"""Asking to see how a person can be reached: who asked and why, who agreed, for how long, and how it ended."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.models.feedback import Feedback
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import GlassEnd, Needed


class GlassRequest(Base):
    """One request to break the glass; it holds no number, that is read from the contact each time.

    `quiet_words` are there where telling the person would harm: why, by who asked; `agreed_words` the same by who
    agreed. `waits_until` is when nobody can agree any more, `opens_until` until when the number can be seen.
    `is_lone`: an administrator broke it without a second person, which the preferences must allow.
    """

    __tablename__ = "glass_requests"
    __table_args__ = (
        CheckConstraint("agreed_by <> staff_id OR is_lone", name="two_people"),
        Index(
            "ix_glass_requests_open",
            "waits_until",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    needed: Mapped[Needed] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(EncryptedText)
    quiet_words: Mapped[str | None] = mapped_column(EncryptedText)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waits_until: Mapped[datetime] = mapped_column(UtcDateTime)
    agreed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    agreed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    agreed_words: Mapped[str | None] = mapped_column(EncryptedText)
    is_lone: Mapped[bool] = mapped_column(default=False)
    opens_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    end: Mapped[GlassEnd | None] = mapped_column(String(12))

    feedback: Mapped[Feedback] = relationship()
    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id], lazy="joined")
    second: Mapped[Staff | None] = relationship(foreign_keys=[agreed_by], lazy="joined")
