"""What helps staff to answer well and in time: templates, drafts, a promise's days, reminders."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import DraftState, Reminded, ResponseKind

_IN_USE = text("retired_at IS NULL")


class AnswerTemplate(Base):
    """Words to begin an answer with, with blanks such as `{{what we did}}` that must be filled before it goes.

    Nobody made those that come with the service. A retired one is offered no more.
    """

    __tablename__ = "answer_templates"
    __table_args__ = (
        CheckConstraint("kind IN ('did', 'doing', 'cannot')", name="kind"),
        Index("uq_answer_templates_name", "name", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    kind: Mapped[ResponseKind] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(10), default="en")
    version: Mapped[int] = mapped_column(default=1)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnswerDraft(Base):
    """The one draft of the answer to a feedback, shared by everybody who may answer it.

    `typed` are the form's fields as they were typed, as JSON, so that half a date is kept too; None where nothing is
    written, also once the answer went out: the row stays, so that `version` never comes back to an old number.
    `changed_by` wrote the present words, `asked_by` put them up for review; `note` is why a colleague gave them back.
    """

    __tablename__ = "answer_drafts"
    __table_args__ = (CheckConstraint("state IN ('empty', 'open', 'review', 'returned')", name="state"),)

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), primary_key=True, autoincrement=False)
    typed: Mapped[str | None] = mapped_column(EncryptedText)
    state: Mapped[DraftState] = mapped_column(String(10), index=True)
    version: Mapped[int] = mapped_column(default=0)
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str | None] = mapped_column(EncryptedText)
    noted_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    writer: Mapped[Staff | None] = relationship(foreign_keys=[changed_by], lazy="joined")
    asker: Mapped[Staff | None] = relationship(foreign_keys=[asked_by], lazy="joined")
    reviewer: Mapped[Staff | None] = relationship(foreign_keys=[noted_by], lazy="joined")


class PromiseChange(Base):
    """A promise got another day, for a reason that the person and, where the promise is public, everybody reads."""

    __tablename__ = "promise_changes"

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    response_id: Mapped[int] = mapped_column(ForeignKey("responses.id"), index=True)
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(EncryptedText)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Reminder(Base):
    """Staff were told that something waits; once for each feedback, kind and day, so that nobody is told twice.

    `day` is that of the reminder; of an escalation it is the day that passed, so that another day may escalate again.
    """

    __tablename__ = "reminders"

    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), primary_key=True)
    kind: Mapped[Reminded] = mapped_column(String(20), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
