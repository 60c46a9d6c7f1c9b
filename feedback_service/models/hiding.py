"""What staff decided about hiding beside single stretches: suggestions they refused, and rules."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.models.places import Place
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import Hidden, RuleSort


class RefusedSuggestion(Base):
    """A stretch of a message that was suggested for hiding and may be read: it is not suggested again."""

    __tablename__ = "refused_suggestions"
    __table_args__ = (
        CheckConstraint('start >= 0 AND "end" > start', name="stretch"),
        UniqueConstraint("message_id", "start", "end"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("inbound_messages.id"))
    start: Mapped[int]
    end: Mapped[int]
    kind: Mapped[Hidden] = mapped_column(String(20))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class HidingRule(Base):
    """Words that are always hidden, or never suggested: in one feedback, at a place and below, or everywhere (neither).

    A retired rule does nothing more; what it hid stays hidden. `made_on_id` is the feedback whose words they were, None
    for a rule that was made without one.
    """

    __tablename__ = "hiding_rules"
    __table_args__ = (
        CheckConstraint("sort IN ('hide', 'never')", name="sort"),
        CheckConstraint("feedback_id IS NULL OR place_id IS NULL", name="one_scope"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    sort: Mapped[RuleSort] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(EncryptedText)
    kind: Mapped[Hidden] = mapped_column(String(20))
    feedback_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"), index=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"), index=True)
    made_on_id: Mapped[int | None] = mapped_column(ForeignKey("feedback.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    retired_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))

    place: Mapped[Place | None] = relationship(lazy="joined")
    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id], lazy="joined")
    retirer: Mapped[Staff | None] = relationship(foreign_keys=[retired_by], lazy="joined")
