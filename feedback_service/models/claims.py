"""Who has which feedback open at the desk, and what the desk remembers for one member alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.models.audit import LongId
from feedback_service.storage import Base, UtcDateTime


class Claim(Base):
    """A member of staff has a feedback open, or took it. It counts until `expires_at`, and while the sign-in lasts.

    `page` says what keeps it alive: the socket of an open page, "" for a page that was served and has no socket (yet),
    `claims.holding.TAKEN` for what was taken on purpose, which one member alone can have.
    """

    __tablename__ = "claims"
    __table_args__ = (
        UniqueConstraint("feedback_id", "session_id", "page"),
        Index(
            "ix_claims_taken",
            "feedback_id",
            unique=True,
            sqlite_where=text("deliberate"),
            postgresql_where=text("deliberate"),
        ),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("staff_sessions.id", ondelete="CASCADE"), index=True)
    page: Mapped[str] = mapped_column(String(40), index=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    deliberate: Mapped[bool] = mapped_column(default=False, server_default=false())


class StaffCare(Base):
    """What the desk remembers of a member's own work, to go easy on them; nobody else is ever shown it.

    `shows_distressing`: they chose to read everything at once. `hard_in_a_row` counts the distressing feedback that
    they opened one after the other, up to `last_feedback_id` at `last_at`. `no_pause_in` is the sign-in in which they
    wanted to hear no more of a pause.
    """

    __tablename__ = "staff_care"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    shows_distressing: Mapped[bool] = mapped_column(default=False, server_default=false())
    hard_in_a_row: Mapped[int] = mapped_column(default=0, server_default="0")
    last_feedback_id: Mapped[int | None] = mapped_column(LongId)
    last_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    no_pause_in: Mapped[int | None]
