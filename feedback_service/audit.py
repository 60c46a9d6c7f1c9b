"""The record of every decision and every look at raw text.

Records are numbered without gaps and each is hashed over the one before (SHA-256 of the previous
hash and the record as canonical JSON), so that a changed, removed or inserted record shows.
The counter row is locked until the transaction ends: the numbers are in commit order. A use
case that also touches the board writes its audit record first, so that the two locks are always
taken in the same order.
"""

import hashlib
import json
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import clock, counters
from feedback_service.models import AuditRecord

NO_HASH = "0" * 64


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
    entry.hash = _hash(entry)
    counter.value, counter.note = entry.sequence, entry.hash
    session.add(entry)


def first_broken(session: Session) -> int | None:
    """The number of the first record that does not follow from the one before; None when all do."""
    previous, expected = NO_HASH, 1
    for entry in session.scalars(select(AuditRecord).order_by(AuditRecord.sequence).execution_options(yield_per=500)):
        if entry.sequence != expected or entry.previous_hash != previous or entry.hash != _hash(entry):
            return expected
        previous, expected = entry.hash, expected + 1
    counter = counters.read(session, "audit")
    return None if (counter.value, counter.note or NO_HASH) == (expected - 1, previous) else expected


def _hash(entry: AuditRecord) -> str:
    content = {
        "sequence": entry.sequence,
        "at": entry.at.isoformat(),
        "staff_id": entry.staff_id,
        "action": entry.action,
        "subject": entry.subject,
        "details": entry.details,
        "previous": entry.previous_hash,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
