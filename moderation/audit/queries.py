"""Searching the trail. Each search walks one index from the newest record on, however long the trail is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import counters
from feedback_service.audit_sweep import state
from feedback_service.models import AuditCheck, AuditRecord, Feedback, Staff
from feedback_service.storage import reading

PAGE = 50
CHUNK = 1000
TRAIL = 200
NOBODY = "service"
"""The member of what nobody did: the service itself, or the person who wrote."""
_REFERENCE = re.compile(r"[A-Z0-9]{4}-[A-Z0-9]{4}")
_NUMBERED = re.compile(r"(feedback):([0-9]{1,15})")
_CODE = re.compile(r"[a-z_]{1,30}(:[a-z0-9_:-]{1,48})?")


@dataclass(frozen=True)
class Wanted:
    """Which records; None for any. `staff` is a member's number or NOBODY. The days are local, both included."""

    staff: str | None = None
    action: str | None = None
    subject: str | None = None
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True)
class Line:
    """A record with the name of who did it and, where it is about feedback, its reference."""

    record: AuditRecord
    name: str | None
    reference: str | None


@dataclass(frozen=True)
class Page:
    """`older` is the record before which the next page begins, None on the last."""

    lines: Sequence[Line]
    older: int | None


@dataclass(frozen=True)
class Chain:
    """Whether the trail is whole as far as the sweep knows, and how many records it has not come to yet."""

    check: AuditCheck | None
    unverified: int


def page(session: Session, wanted: Wanted, before: int | None = None) -> Page:
    """The records that fit, newest first, those older than the record `before`."""
    found = _records(session, wanted, before, PAGE + 1)
    older = found[PAGE - 1].sequence if len(found) > PAGE else None
    return Page(_lines(session, found[:PAGE]), older)


def every(wanted: Wanted, most: int) -> Iterator[Line]:
    """The records that fit, newest first, `most` at most; read a part at a time."""
    before, count = None, 0
    while count < most:
        with reading() as session:
            found = _records(session, wanted, before, min(CHUNK, most - count))
            lines = _lines(session, found)
        yield from lines
        count += len(found)
        if len(found) < CHUNK:
            return
        before = found[-1].sequence


def trail(session: Session, feedback_id: int) -> Sequence[Line]:
    """The latest TRAIL records about one piece of feedback, newest first."""
    return _lines(session, _records(session, Wanted(subject=f"feedback:{feedback_id}"), None, TRAIL))


def chain(session: Session) -> Chain:
    """How far the trail was verified."""
    check = state(session)
    return Chain(check, counters.read(session, "audit").value - (check.verified_to if check else 0))


def subject_of(session: Session, typed: str) -> str:
    """What was typed as a subject: a reference names its feedback, everything else itself."""
    if not _REFERENCE.fullmatch(typed.upper()):
        return typed
    found = session.scalar(select(Feedback.id).where(Feedback.reference == typed.upper()))
    return f"feedback:{found}" if found else typed


def is_code(subject: str) -> bool:
    """Whether it has the form of a subject, and so may stand in the trail itself."""
    return _CODE.fullmatch(subject) is not None


def is_recorded(session: Session, action: str) -> bool:
    """Whether the trail holds records of this action, so that it is a code and no words of somebody's."""
    return session.scalar(select(AuditRecord.sequence).where(AuditRecord.action == action).limit(1)) is not None


def _records(session: Session, wanted: Wanted, before: int | None, count: int) -> Sequence[AuditRecord]:
    statement = select(AuditRecord).where(*_conditions(session, wanted))
    if before is not None:
        # By time, as each index is, then by number: a server's clock may have been put back.
        at = session.scalar(select(AuditRecord.at).where(AuditRecord.sequence == before))
        if at is None:
            return []
        earlier = (AuditRecord.at < at) | (AuditRecord.sequence < before)
        statement = statement.where(AuditRecord.at <= at, earlier)
    newest_first = AuditRecord.at.desc(), AuditRecord.sequence.desc()
    return session.scalars(statement.order_by(*newest_first).limit(count)).all()


def _conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.staff is not None:
        is_theirs = AuditRecord.staff_id.is_(None)
        conditions.append(is_theirs if wanted.staff == NOBODY else AuditRecord.staff_id == int(wanted.staff))
    if wanted.action:
        conditions.append(AuditRecord.action == wanted.action)
    if wanted.subject:
        conditions.append(AuditRecord.subject == subject_of(session, wanted.subject))
    if wanted.first_day:
        conditions.append(AuditRecord.at >= _midnight(wanted.first_day))
    if wanted.last_day and wanted.last_day < date.max:
        conditions.append(AuditRecord.at < _midnight(wanted.last_day + timedelta(days=1)))
    return conditions


def _midnight(day: date) -> datetime:
    settings: Settings = current_app.extensions["settings"]
    return datetime.combine(day, time(), ZoneInfo(settings.timezone))


def _lines(session: Session, records: Sequence[AuditRecord]) -> list[Line]:
    ids = {each.staff_id for each in records if each.staff_id is not None}
    names = dict(session.execute(select(Staff.id, Staff.name).where(Staff.id.in_(ids))).tuples().all())
    about = {each.subject: int(match[2]) for each in records if (match := _NUMBERED.fullmatch(each.subject))}
    wanted = select(Feedback.id, Feedback.reference).where(Feedback.id.in_(about.values()))
    references = dict(session.execute(wanted).tuples().all())
    return [Line(each, names.get(each.staff_id or 0), references.get(about.get(each.subject, 0))) for each in records]
