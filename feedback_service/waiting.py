"""What a piece of feedback waits for at the desk, how urgently, and until when: derived, and stored beside it.

    open safety flag ─────────────────────> decision, before everything else
    a decision that was proposed ─────────> approval, by a second member of staff
    pending ──────────────────────────────> decision
    published or private, not answered ───> answer   (also while an answer waits for its translation)
    anything else, or erased ─────────────> nothing

`lifecycle` derives it at the end of every transaction that changed a feedback. A sweep derives it for what the previous
release's code wrote, and marks what became overdue overnight. Due days are counted in working days.
"""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, preferences, working_days
from feedback_service.models import Feedback, FeedbackHistory, Proposal, Response, SafetyFlag, SharedAnswer
from feedback_service.preferences import Preferences
from feedback_service.search import documents
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation, ResponseKind, Urgency, WaitsFor

SETTLED_AT_ONCE = 200
"""How many rows of another release a sweep derives in one transaction."""
MARKED_AT_ONCE = 1000
"""How many a sweep marks as overdue in one."""

_answerable = frozenset({Moderation.PUBLISHED, Moderation.PRIVATE})


def settle(session: Session, feedback: Feedback) -> None:
    """Derive it for `feedback` as it stands in this transaction. Where it begins to wait for something else, the day
    that staff set for what it waited for before counts no more."""
    session.flush()
    is_flagged = _exists(session, SafetyFlag.feedback_id == feedback.id, SafetyFlag.cleared_at.is_(None))
    before = feedback.waits_for
    feedback.waits_for = _waits_for(session, feedback, is_flagged=is_flagged)
    if feedback.waits_for != before:
        feedback.due_is_set = False
    if not feedback.due_is_set:
        feedback.due_on = _due_on(session, feedback, preferences.read(session))
    feedback.urgency = _urgency(feedback, is_flagged=is_flagged)
    feedback.promise_due_on = _promise_due_on(session, feedback)
    feedback.settled_version = feedback.version


def settle_others() -> int:
    """Derive it for what was changed without it, by the previous release's code; returns for how many. An idempotent
    sweep."""
    with reading() as session:
        unsettled = select(Feedback.id).where(Feedback.version != Feedback.settled_version)
        found = list(session.scalars(unsettled.order_by(Feedback.id).limit(SETTLED_AT_ONCE)))
    if found:
        with transaction() as session:
            rows = (
                select(Feedback)
                .where(Feedback.id.in_(found))
                .order_by(Feedback.id)
                .with_for_update(of=Feedback, key_share=True)
            )
            for feedback in session.scalars(rows).unique():
                settle(session, feedback)
                documents.index(session, feedback)
    return len(found)


def mark_overdue() -> int:
    """Mark what waits since before today's due day; returns how many. An idempotent sweep.

    It waits for nobody while it holds many rows: what somebody is at work on, the next run marks.
    """
    today = _today()
    late = Feedback.waits_for.is_not(None), Feedback.urgency == Urgency.IN_TIME, Feedback.due_on < today
    found = select(Feedback.id).where(*late).order_by(Feedback.id).limit(MARKED_AT_ONCE)
    with reading() as session:
        if session.scalar(found.limit(1)) is None:
            return 0
    with transaction() as session:
        free = session.scalars(found.with_for_update(of=Feedback, key_share=True, skip_locked=True)).all()
        session.execute(update(Feedback).where(Feedback.id.in_(free)).values(urgency=Urgency.OVERDUE))
        return len(free)


def _waits_for(session: Session, feedback: Feedback, *, is_flagged: bool) -> WaitsFor | None:
    if feedback.erased_at is not None:
        return None
    if is_flagged:
        return WaitsFor.DECISION
    if _exists(session, Proposal.feedback_id == feedback.id, Proposal.settled_at.is_(None)):
        return WaitsFor.APPROVAL
    if feedback.status == Moderation.PENDING:
        return WaitsFor.DECISION
    if feedback.status in _answerable and (feedback.answered_at is None or _has_waiting_answer(session, feedback)):
        return WaitsFor.ANSWER
    return None


def _due_on(session: Session, feedback: Feedback, wanted: Preferences) -> date | None:
    if feedback.waits_for is None:
        return None
    if feedback.waits_for == WaitsFor.ANSWER:
        since = feedback.reopened_at or feedback.decided_at or feedback.received_at
        return working_days.after(_day(since), wanted.answer_within_days)
    return working_days.after(_day(_returned_at(session, feedback) or feedback.received_at), wanted.decide_within_days)


def _returned_at(session: Session, feedback: Feedback) -> datetime | None:
    """When it was put back among those to decide, None where it never was."""
    if feedback.version == 1:
        return None
    back = FeedbackHistory.to_status == Moderation.PENDING, FeedbackHistory.from_status != Moderation.PENDING
    returned = select(FeedbackHistory.at).where(FeedbackHistory.feedback_id == feedback.id, *back)
    return session.scalar(returned.order_by(FeedbackHistory.id.desc()).limit(1))


def _urgency(feedback: Feedback, *, is_flagged: bool) -> Urgency:
    if is_flagged:
        return Urgency.SAFETY
    is_late = feedback.waits_for is not None and feedback.due_on is not None and feedback.due_on < _today()
    return Urgency.OVERDUE if is_late else Urgency.IN_TIME


def _promise_due_on(session: Session, feedback: Feedback) -> date | None:
    if feedback.status not in _answerable or feedback.erased_at is not None:
        return None
    latest = select(Response).where(Response.feedback_id == feedback.id).order_by(Response.id.desc()).limit(1)
    response = session.scalars(latest).one_or_none()
    return response.due_on if response is not None and response.kind == ResponseKind.DOING else None


def _has_waiting_answer(session: Session, feedback: Feedback) -> bool:
    """One of its own, or one for several people that this person cannot read yet."""
    if _exists(session, Response.feedback_id == feedback.id, Response.given_at.is_(None)):
        return True
    shared = SharedAnswer.feedback_id == feedback.id, SharedAnswer.response_id == Response.id
    return _exists(session, *shared, SharedAnswer.given_at.is_(None), Response.entry_id == feedback.entry_id)


def _exists(session: Session, *conditions: Any) -> bool:
    return bool(session.scalar(select(select(1).where(*conditions).exists())))


def _day(moment: Any) -> date:
    day: date = moment.astimezone(ZoneInfo(_settings().timezone)).date()
    return day


def _today() -> date:
    return clock.today(_settings().timezone)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
