"""The record of every decision and every look at raw text.

Records are numbered without gaps and each is hashed over the one before (SHA-256 of the previous
hash and the record as canonical JSON), so that a changed, removed or inserted record shows.
The counter row is locked until the transaction ends: the numbers are in commit order. A use
case that also touches the board writes its audit record first, so that the two locks are always
taken in the same order. `audit_chain` verifies the chain.
"""

import hashlib
import json
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from feedback_service import clock, counters
from feedback_service.models import AuditRecord

NO_HASH = "0" * 64


class Recorded(Protocol):
    """What a record holds, as an object of the model or as a plain row."""

    @property
    def sequence(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def staff_id(self) -> int | None: ...
    @property
    def action(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def details(self) -> dict[str, Any]: ...
    @property
    def previous_hash(self) -> str: ...


def record(
    session: Session, action: str, subject: str, *, staff_id: int | None = None, details: dict[str, Any] | None = None
) -> None:
    """Append one record; `details` holds identifiers and codes only, never a person's words or number."""
    counter = counters.lock(session, "audit")
    entry = AuditRecord(
        sequence=counter.value + 1,
        at=clock.now(),
        staff_id=staff_id,
        action=action,
        subject=subject,
        details=details or {},
        previous_hash=counter.note or NO_HASH,
    )
    entry.hash = hash_of(entry)
    counter.value, counter.note = entry.sequence, entry.hash
    session.add(entry)


def hash_of(entry: Recorded, sequence: int | None = None) -> str:
    """The hash that the record should have, at another place in the trail where `sequence` names one."""
    content = {
        "sequence": entry.sequence if sequence is None else sequence,
        "at": entry.at.isoformat(),
        "staff_id": entry.staff_id,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
