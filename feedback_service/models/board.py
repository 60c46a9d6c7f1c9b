"""What the public sees: entries, their answers, and the numbered log of their changes."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from feedback_service.models.answering import PromiseChange
from feedback_service.models.audit import LongId
from feedback_service.models.places import Place
from feedback_service.models.staff import Staff
from feedback_service.models.together import AnswerTranslation
from feedback_service.storage import Base, EncryptedText, UtcDateTime
from feedback_service.vocabulary import EventType, ResponseKind, Stage


class BoardEntry(Base):
    """One "you said, we did". `payload` is the public whitelist, rendered when the entry changed.

    Events carry no copy of it, they point here, so that no replay can show words that were
    hidden or withdrawn since. `position` is the number of the event that put the entry on the
    board and orders the page, newest first; None for an entry that gathers what several people said
    before anything of it is public. What is not on the board has `withdrawn_at`, also that.
    """

    __tablename__ = "board_entries"
    __table_args__ = (
        CheckConstraint("stage IN ('heard', 'doing', 'did', 'cannot', 'reopened')", name="stage"),
        Index("ix_board_entries_place_id_position", "place_id", "position"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    stage: Mapped[Stage] = mapped_column(String(10))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    position: Mapped[int | None] = mapped_column(LongId, unique=True)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    place: Mapped[Place | None] = relationship(lazy="joined")


class BoardEvent(Base):
    """A numbered public change; numbers are contiguous and in commit order."""

    __tablename__ = "board_events"

    sequence: Mapped[int] = mapped_column(LongId, primary_key=True, autoincrement=False)
    type: Mapped[EventType] = mapped_column(String(20))
    entry_id: Mapped[int] = mapped_column(ForeignKey("board_entries.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

    entry: Mapped[BoardEntry] = relationship(lazy="joined")


class Response(Base):
    """What was done about it, in words for the person and the public.

    Written on one feedback; once that is on the board it belongs to the entry (`entry_id`), and so to
    everybody whose feedback the entry answers (`feedback_service.sharing`); so does one that staff
    shared. An answer given in private is as personal as what was said, so the words are encrypted; the
    public ones stand in the entry's payload. `given_at` is when the person could read it, None while it
    waits for the decision (`feedback_service.answers`).
    `signed_as` and `owner` are roles, not names. `translation` is the same answer in the person's
    own language, `translation_language`; an answer to somebody who writes in another language than English
    waits for it. `sketch` tells whether nearly the same is sent again (`feedback_service.sketches`);
    `sent_despite` are the codes of the warnings that whoever sent it had confirmed, with spaces between.
    `reviewed_by` looked at it before it went; `keeps_id` is the promise that it keeps, `changes` are the days that a
    promise had before.
    """

    __tablename__ = "responses"
    __table_args__ = (
        CheckConstraint("kind IN ('did', 'doing', 'cannot')", name="kind"),
        CheckConstraint("kind <> 'doing' OR (owner IS NOT NULL AND due_on IS NOT NULL)", name="promise"),
        CheckConstraint("given_at IS NOT NULL OR NOT is_public", name="given_before_public"),
    )

    id: Mapped[int] = mapped_column(LongId, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(ForeignKey("feedback.id"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("board_entries.id"), index=True)
    kind: Mapped[ResponseKind] = mapped_column(String(10))
    words: Mapped[str] = mapped_column(EncryptedText)
    language: Mapped[str] = mapped_column(String(10), default="en")
    translation: Mapped[str | None] = mapped_column(EncryptedText)
    translation_language: Mapped[str | None] = mapped_column(String(10))
    translated_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    signed_as: Mapped[str] = mapped_column(String(120))
    owner: Mapped[str | None] = mapped_column(String(120))
    due_on: Mapped[date | None]
    evidence: Mapped[str | None] = mapped_column(EncryptedText)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    given_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_public: Mapped[bool] = mapped_column(default=False)
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary)
    sent_despite: Mapped[str | None] = mapped_column(String(60))
    reviewed_by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    keeps_id: Mapped[int | None] = mapped_column(ForeignKey("responses.id"))

    staff: Mapped[Staff | None] = relationship(foreign_keys=[staff_id])
    translations: Mapped[list[AnswerTranslation]] = relationship(cascade="all, delete-orphan")
    translator: Mapped[Staff | None] = relationship(foreign_keys=[translated_by])
    keeps: Mapped["Response | None"] = relationship(remote_side=[id])
    changes: Mapped[list[PromiseChange]] = relationship(order_by=PromiseChange.id, lazy="selectin")
