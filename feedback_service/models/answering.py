"""What helps staff to answer well: templates."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.storage import Base, UtcDateTime
from feedback_service.vocabulary import ResponseKind

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
