"""What is on record, and the rows by which processes agree."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from feedback_service.storage import Base, UtcDateTime

LongId = BigInteger().with_variant(Integer, "sqlite")


class AuditRecord(Base):
    """One decision or one look at raw text; append-only, each hashed over the one before.

    `details` holds identifiers and codes, never a person's words, name or number.
    """

    __tablename__ = "audit_records"

    sequence: Mapped[int] = mapped_column(LongId, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(80), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


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
