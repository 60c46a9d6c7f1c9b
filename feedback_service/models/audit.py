"""What is on record, and the rows by which processes agree."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.storage import Base, UtcDateTime

LongId = BigInteger().with_variant(Integer, "sqlite")


class AuditRecord(Base):
    """One decision or one look at raw text; append-only, each hashed over the one before.

    `details` holds identifiers and codes, never a person's words, name or number. The indexes are those of the page
    that searches the trail: each filter walks one of them backwards, however long the trail is.
    """

    __tablename__ = "audit_records"
    __table_args__ = (
        Index("ix_audit_records_at", "at", "sequence"),
        Index("ix_audit_records_action", "action", "at", "sequence"),
        Index("ix_audit_records_subject", "subject", "at", "sequence"),
        Index("ix_audit_records_staff_id", "staff_id", "action", "at", "sequence"),
        Index("ix_audit_records_member", "staff_id", "at", "sequence"),
    )

    sequence: Mapped[int] = mapped_column(LongId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditCheck(Base):
    """One row: how far the sweep has verified the trail, and what it found wrong.

    `verified_to` and `head_hash` name the last record that was verified: a trail that was written anew from some record
    on, every hash and the counter with it, does not lead there any more. `rechecked_to` walks through what was verified
    before, again and again.
    """

    __tablename__ = "audit_checks"

    id: Mapped[int] = mapped_column(primary_key=True)
    verified_to: Mapped[int] = mapped_column(LongId, default=0)
    head_hash: Mapped[str] = mapped_column(String(64), default="")
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    rechecked_to: Mapped[int] = mapped_column(LongId, default=0)
    rechecked_hash: Mapped[str] = mapped_column(String(64), default="")
    broken_at: Mapped[int | None] = mapped_column(LongId)
    broken_how: Mapped[str | None] = mapped_column(String(20))
    broken_found_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Counter(Base):
    """A number handed out in commit order: its row is locked until the transaction ends."""

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[int] = mapped_column(LongId)
    note: Mapped[str] = mapped_column(String(64), default="")


class Lease(Base):
    """Who runs a job now, and until when unless renewed."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
