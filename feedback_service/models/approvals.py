"""What one member of staff decided and a second one has yet to confirm."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.audit import LongId
from feedback_service.models.staff import Staff
from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import Outcome


class Proposal(Base):
    """A decision that waits for a second pair of eyes; one is open for each feedback at most.

    `data` is what the action was told, as JSON; it may hold words. `version` is that of the feedback once it was
    proposed, and once it was confirmed; whatever changes the feedback afterwards ends it. `settled_by` is the second
    member where one did.
    """

    __tablename__ = "proposals"
    __table_args__ = (
        CheckConstraint("outcome <> 'confirmed' OR settled_by <> staff_id", name="two_people"),
        Index(
            "ix_proposals_open",
            "feedback_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(40))
    data: Mapped[str] = mapped_column(EncryptedText)
    version: Mapped[int]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[Outcome | None] = mapped_column(String(10))
    note: Mapped[str | None] = mapped_column(EncryptedText)

    staff: Mapped[Staff] = relationship(foreign_keys=[staff_id], lazy="joined")
    second: Mapped[Staff | None] = relationship(foreign_keys=[settled_by], lazy="joined")
