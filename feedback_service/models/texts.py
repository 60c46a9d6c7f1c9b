"""Other words for a text to people than those that are shipped."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.staff import Staff
from feedback_service.storage import Base, UtcDateTime

_IN_FORCE = text("confirmed_at IS NOT NULL AND ended_at IS NULL")


class TextOverride(Base):
    """A better wording for one text in one language: proposed by one member of staff, in force once a second confirmed
    it, ended when it was refused, replaced, or the shipped words came back. Rows are never deleted.

    `english` is the SHA-256 of the English that it was written for: other English, and it is no longer used.
    """

    __tablename__ = "text_overrides"
    __table_args__ = (
        Index(
            "ix_text_overrides_in_force",
            "language",
            "key",
            unique=True,
            sqlite_where=_IN_FORCE,
            postgresql_where=_IN_FORCE,
        ),
        Index("ix_text_overrides_text", "language", "key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    language: Mapped[str] = mapped_column(String(10))
    key: Mapped[str] = mapped_column(String(40))
    words: Mapped[str] = mapped_column(Text)
    english: Mapped[str] = mapped_column(String(64))
    proposed_by: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    proposer: Mapped[Staff] = relationship(foreign_keys=[proposed_by], lazy="joined")
