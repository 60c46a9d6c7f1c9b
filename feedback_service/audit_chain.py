"""Verifying that nobody changed, removed, inserted or reordered what is on record.

The trail is read in order, CHUNK records at a time, so that a million of them need no more memory than a few. Each
record must have the next number, name the hash of the one before, and have the hash of its own content; the counter
must end where the records end. At the first that does not fit, what is wrong is told apart as far as the records show.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from feedback_service import counters
from feedback_service.audit import NO_HASH, hash_of
from feedback_service.models import AuditRecord

CHUNK = 500
NEARBY = 50
"""How far from its place a record is looked for."""
_COLUMNS = (
    AuditRecord.sequence,
    AuditRecord.at,
    AuditRecord.staff_id,
    AuditRecord.action,
    AuditRecord.subject,
    AuditRecord.details,
    AuditRecord.previous_hash,
    AuditRecord.hash,
)


class Wrong(StrEnum):
    """What is wrong with a record; the values are stored."""

    CHANGED = "changed"
    MISSING = "missing"
    INSERTED = "inserted"
    REORDERED = "reordered"
    COUNTER = "counter"
    REWRITTEN = "rewritten"


_SENTENCES = {
    Wrong.CHANGED: "it was changed",
    Wrong.MISSING: "it is missing",
    Wrong.INSERTED: "it was inserted",
    Wrong.REORDERED: "it was put at another place",
    Wrong.COUNTER: "the head counter does not name it as the last",
    Wrong.REWRITTEN: "it is not the one that was verified before: the trail was written anew",
}


@dataclass(frozen=True)
class Break:
    """The first record that does not fit, and why."""

    sequence: int
    wrong: Wrong

    def __str__(self) -> str:
        return f"record {self.sequence}: {_SENTENCES[self.wrong]}"


@dataclass(frozen=True)
class Head:
    """A record up to which everything fits; number 0 before the first."""

    sequence: int = 0
    hash: str = NO_HASH
    at: datetime | None = None


@dataclass(frozen=True)
class Verdict:
    """How far everything fits, and the break after that where there is one."""

    head: Head
    broken: Break | None = None


def verify(session: Session) -> Verdict:
    """The whole trail, from its first record to the counter."""
    found = walk(session, Head())
    return found if found.broken else Verdict(found.head, counter_break(session, found.head))


def first_broken(session: Session) -> Break | None:
    """The first record that does not fit; None when the whole trail does."""
    return verify(session).broken


def walk(session: Session, after: Head, *, most: int | None = None, up_to: int | None = None) -> Verdict:
    """The records after `after`, `most` of them or up to the number `up_to` where given. Not the counter."""
    head = after
    for row in _rows(session, after, up_to):
        if most is not None and head.sequence - after.sequence >= most:
            break
        if (row.sequence, row.previous_hash, row.hash) != (head.sequence + 1, head.hash, hash_of(row)):
            return Verdict(head, _what_is_wrong(session, head, row))
        head = Head(row.sequence, row.hash, row.at)
    return Verdict(head)


def counter_break(session: Session, head: Head) -> Break | None:
    """Whether the counter ends where the records do."""
    counter = counters.read(session, "audit")
    if counter.value > head.sequence:
        return Break(head.sequence + 1, Wrong.MISSING)
    if counter.value < head.sequence:
        return Break(counter.value + 1, Wrong.INSERTED)
    return None if (counter.note or NO_HASH) == head.hash else Break(head.sequence, Wrong.COUNTER)


def still_there(session: Session, head: Head) -> Break | None:
    """Whether the record that was verified once is there as it was."""
    if head.sequence == 0:
        return None
    found = session.scalar(select(AuditRecord.hash).where(AuditRecord.sequence == head.sequence))
    if found is None:
        return Break(head.sequence, Wrong.MISSING)
    return None if found == head.hash else Break(head.sequence, Wrong.REWRITTEN)


def _rows(session: Session, after: Head, up_to: int | None) -> Iterator[Row[Any]]:
    statement = select(*_COLUMNS).order_by(AuditRecord.sequence).limit(CHUNK)
    if up_to is not None:
        statement = statement.where(AuditRecord.sequence <= up_to)
    # Before the first record there is nothing, not even below number 1.
    last = after.sequence if after.sequence else None
    while True:
        rows = session.execute(statement if last is None else statement.where(AuditRecord.sequence > last)).all()
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1].sequence
        # One thread may serve everybody: let the others go on.
        time.sleep(0)


def _what_is_wrong(session: Session, head: Head, row: Row[Any]) -> Break:
    """What the first record that does not follow `head` says about what was done."""
    expected = head.sequence + 1
    if row.sequence < expected:
        return Break(row.sequence, Wrong.INSERTED)
    if row.sequence == expected:
        if row.previous_hash == head.hash:
            return Break(expected, Wrong.CHANGED)
        if row.hash == hash_of(row):
            return _does_not_follow(session, head, row)
        if _was_pushed_on_by(session, head, row):
            return Break(head.sequence, Wrong.INSERTED)
    if _moved_to(session, head) is not None:
        is_genuine = row.sequence != expected or _fits_nearby(row)
        return Break(expected, Wrong.REORDERED if is_genuine else Wrong.INSERTED)
    is_gap = row.sequence > expected or _fits_nearby(row)
    return Break(expected, Wrong.MISSING if is_gap else Wrong.CHANGED)


def _does_not_follow(session: Session, head: Head, row: Row[Any]) -> Break:
    """The record is whole but names another before it. Where the trail goes on from it, the one before was changed
    and its hash written anew; where it does not, this one was put in."""
    after = session.scalar(select(AuditRecord.previous_hash).where(AuditRecord.sequence == row.sequence + 1))
    goes_on = row.hash in {after or counters.read(session, "audit").note}
    if goes_on and head.sequence:
        return Break(head.sequence, Wrong.CHANGED)
    return Break(row.sequence, Wrong.CHANGED if goes_on else Wrong.INSERTED)


def _was_pushed_on_by(session: Session, head: Head, row: Row[Any]) -> bool:
    """Whether the record once stood where `head` stands now, which was put in and looks whole."""
    before = session.scalar(select(AuditRecord.previous_hash).where(AuditRecord.sequence == head.sequence))
    return before == row.previous_hash and row.hash == hash_of(row, head.sequence)


def _moved_to(session: Session, head: Head) -> int | None:
    """Where the record now stands that once followed `head`; this reads everything, once there is a break."""
    wanted = select(*_COLUMNS).where(AuditRecord.previous_hash == head.hash, AuditRecord.sequence > head.sequence + 1)
    candidates: Sequence[Row[Any]] = session.execute(wanted.order_by(AuditRecord.sequence).limit(NEARBY)).all()
    return next((each.sequence for each in candidates if each.hash == hash_of(each, head.sequence + 1)), None)


def _fits_nearby(row: Row[Any]) -> bool:
    """Whether the record is whole, but for another place not far from here."""
    places = range(max(1, row.sequence - NEARBY), row.sequence + NEARBY)
    return any(row.hash == hash_of(row, place) for place in places)
