"""Alarms: somebody may be in danger, and somebody who is awake must know.

    a flag ──> sound ──> alerts to those on call ──┐ nobody reads it
                 │                                 ▼
                 │            escalate, every few minutes: alerts to them and to the escalation list
                 ▼
        the desk's banner ──> read, by a member of staff: silence

An alarm is about a flag, but people are told about a piece of feedback: what one person writes in one
night is one matter, and its alarms escalate and are read together. A machine sounds and escalates;
only a person ends an alarm.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from flask import current_app
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import audit, clock, lifecycle, outbox
from feedback_service.models import Alarm, Feedback, OutboundMessage, SafetyFlag
from feedback_service.safety import alerts, on_call
from feedback_service.scheduler import Job
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import OutboundKind

QUIET = timedelta(minutes=10)
"""How long the next flag on the same feedback texts nobody again, while an alarm about it is unread."""
MOST_AT_ONCE = 10
"""Of how many pieces of feedback there are alerts of their own within QUIET."""
OFTEN, LATER = 12, timedelta(hours=1)
"""How often an alarm escalates at the set interval; after that every hour, until somebody has read it."""
READ, ESCALATED = "alarm_read", "alarm_escalated"
"""What the history of the feedback says."""
log = structlog.get_logger()


@dataclass(frozen=True)
class Unread:
    """The unread alarms about one piece of feedback. `last` is the highest number among them."""

    reference: str
    since: datetime
    escalations: int
    last: int


def sound(session: Session, flag: SafetyFlag, feedback: Feedback, *, is_read_by: int | None = None) -> None:
    """Make the flag's alarm and ask for the alerts, in the caller's transaction; once for each flag.

    `is_read_by` is the member of staff who raised the flag: they have read it, so those on call are
    told once and nothing escalates. The caller writes the line of history by which open pages wake.
    """
    session.flush()
    if session.scalar(select(Alarm.id).where(Alarm.flag_id == flag.id)) is not None:
        return
    settings, moment = _settings(), clock.now()
    knows_already = _was_told(session, feedback, moment)
    session.add(
        Alarm(
            flag_id=flag.id,
            raised_at=moment,
            escalates_at=None if is_read_by else moment + _interval(settings),
            read_at=moment if is_read_by else None,
            read_by=is_read_by,
        )
    )
    if not knows_already:
        words = alerts.first(session, settings, feedback, is_read=is_read_by is not None)
        _alert(session, feedback, on_call.on_call(settings), words)


def escalate() -> int:
    """Tell more people of what nobody has read in time; returns of how many feedback. An idempotent sweep."""
    with reading() as session:
        due = select(Feedback.reference).join(SafetyFlag, SafetyFlag.feedback_id == Feedback.id).join(Alarm)
        references = session.scalars(due.where(*_unread(), Alarm.escalates_at <= clock.now()).distinct()).all()
    count = 0
    for reference in references:
        try:
            count += _escalate(reference)
        except Exception:
            # One that cannot be written must not keep the others silent.
            log.exception("alarm_not_escalated")
    return count


def read(session: Session, feedback: Feedback, staff_id: int, *, last: int | None = None) -> bool:
    """A member of staff has read it and is seeing to it. False when there was nothing left to read.

    `last` is the highest alarm that their page showed (`Unread.last`): one that was raised meanwhile
    stays unread. The caller has locked the feedback.
    """
    found = _unread_of(session, feedback, last)
    if not found:
        return False
    details = {"alarms": [alarm.id for alarm in found]}
    audit.record(session, "alarm.read", f"feedback:{feedback.id}", staff_id=staff_id, details=details)
    _end(found, staff_id)
    lifecycle.changed(session, feedback, READ, staff_id=staff_id)
    return True


def end(session: Session, feedback: Feedback, staff_id: int) -> None:
    """Whoever clears the flags has read what raised them: silence, on record with the clearing itself."""
    _end(_unread_of(session, feedback), staff_id)


def unread(session: Session) -> list[Unread]:
    """What nobody has read, whatever the status of the feedback, the longest unread first."""
    since = func.min(Alarm.raised_at)
    statement = (
        select(Feedback.reference, since, func.max(Alarm.escalations), func.max(Alarm.id))
        .join(SafetyFlag, SafetyFlag.feedback_id == Feedback.id)
        .join(Alarm)
        .where(*_unread())
        .group_by(Feedback.reference)
        .order_by(since, Feedback.reference)
    )
    return [Unread(*row) for row in session.execute(statement).tuples()]


def jobs() -> list[Job]:
    """The sweep that escalates."""
    return [Job("escalate_alarms", 30, escalate)]


def _escalate(reference: str) -> bool:
    settings = _settings()
    with transaction() as session:
        # Whoever reads it, and every other process that escalates, waits for this row.
        feedback = lifecycle.locked(session, reference)
        found = _unread_of(session, feedback) if feedback else []
        moment = clock.now()
        if feedback is None or not any(alarm.escalates_at and alarm.escalates_at <= moment for alarm in found):
            return False
        for alarm in found:
            if alarm.escalates_at is not None:
                alarm.escalations += 1
                is_new = alarm.escalations < OFTEN
                alarm.escalates_at = moment + (_interval(settings) if is_new else max(_interval(settings), LATER))
        words = alerts.again(session, settings, feedback, unread_for=moment - found[0].raised_at)
        _alert(session, feedback, on_call.everybody(settings), words)
        lifecycle.changed(session, feedback, ESCALATED)
        return True


def _alert(session: Session, feedback: Feedback, people: Sequence[on_call.Reached], words: alerts.Words) -> None:
    """Ask for the alerts. In a flood of alarms one alert tells of all of them: a hundred texts hide what counts.

    Somebody can fill in the form with words of danger all day; every alarm stands at the desk all the same.
    """
    lately = OutboundMessage.kind == OutboundKind.ALERT, OutboundMessage.created_at > clock.now() - QUIET
    alerted = session.scalar(select(func.count(OutboundMessage.feedback_id.distinct())).where(*lately)) or 0
    if alerted < MOST_AT_ONCE:
        for each in people:
            outbox.alert(session, each.channel, each.address, words.on(each.channel), feedback)
        return
    of_all = select(OutboundMessage.id).where(*lately, OutboundMessage.feedback_id.is_(None))
    if session.scalar(of_all.limit(1)) is None:
        many = alerts.many(_settings(), len(unread(session)))
        for each in people:
            outbox.alert(session, each.channel, each.address, many.on(each.channel), None)


def _was_told(session: Session, feedback: Feedback, moment: datetime) -> bool:
    """Whether somebody was alerted about this feedback just now and has not read it yet."""
    alerted = select(OutboundMessage.id).where(
        OutboundMessage.feedback_id == feedback.id,
        OutboundMessage.kind == OutboundKind.ALERT,
        OutboundMessage.created_at > moment - QUIET,
    )
    return bool(_unread_of(session, feedback)) and session.scalar(alerted.limit(1)) is not None


def _end(found: Sequence[Alarm], staff_id: int) -> None:
    for alarm in found:
        alarm.read_at, alarm.read_by, alarm.escalates_at = clock.now(), staff_id, None


def _unread_of(session: Session, feedback: Feedback, last: int | None = None) -> Sequence[Alarm]:
    """Its unread alarms, the oldest first, up to and with the alarm `last`, locked."""
    statement = select(Alarm).join(SafetyFlag).where(*_unread(), SafetyFlag.feedback_id == feedback.id)
    if last is not None:
        statement = statement.where(Alarm.id <= last)
    return session.scalars(statement.order_by(Alarm.id).with_for_update(of=Alarm)).all()


def _unread() -> tuple[ColumnElement[bool], ...]:
    return (Alarm.read_at.is_(None),)


def _interval(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.escalate_after_minutes)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
