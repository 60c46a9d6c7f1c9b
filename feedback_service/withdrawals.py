"""What comes off the board because of something else: the person's no, or a safety flag.

Each is on record as a withdrawal of its own, and who or what caused the latest one says what may
bring it back: a yes of the person's, a cleared flag, or a decision at the desk alone.
"""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, publishing
from feedback_service.models import Feedback, FeedbackHistory
from feedback_service.reasons import Why
from feedback_service.vocabulary import Because, Moderation

FLAGGED, FOUND = "flagged", "danger_found"
"""The lines of the history right before a withdrawal which a flag caused: one of staff's, and of the screening's."""
ASKED_FOR = "The person asked for it to be taken off the board."
"""For the desk's record, which is in English; the person's own page says it in their language."""


class Cause(StrEnum):
    """Who or what took feedback off the board."""

    CONSENT = "consent"
    FLAG = "flag"
    STAFF = "staff"


def for_want_of_consent(session: Session, feedback: Feedback, recorded_by: int | None = None) -> None:
    """The person said no, to us or on their page: what is on the board comes off it.

    It counts as theirs in the history, whoever of the staff wrote it down.
    """
    if feedback.status == Moderation.PUBLISHED:
        _record(session, feedback, Cause.CONSENT, recorded_by)
        publishing.withdraw(session, feedback, ASKED_FOR)


def for_safety(session: Session, feedback: Feedback, staff_id: int | None = None) -> None:
    """A flag was raised, as the history says already: nothing flagged stays on the board."""
    if feedback.status == Moderation.PUBLISHED:
        _record(session, feedback, Cause.FLAG, staff_id)
        publishing.withdraw(session, feedback, Why(Because.SAFETY), staff_id)


def cause(session: Session, feedback: Feedback) -> Cause | None:
    """What caused the latest withdrawal; None unless the feedback is withdrawn."""
    if feedback.status != Moderation.WITHDRAWN:
        return None
    mine = FeedbackHistory.feedback_id == feedback.id
    ended = FeedbackHistory.from_status == Moderation.PUBLISHED, FeedbackHistory.to_status == Moderation.WITHDRAWN
    newest = select(FeedbackHistory).where(mine, *ended).order_by(FeedbackHistory.id.desc()).limit(1)
    withdrawal = session.scalars(newest).unique().one()
    before = session.scalar(
        select(FeedbackHistory.action).where(mine, FeedbackHistory.version == withdrawal.version - 1)
    )
    if before in {FLAGGED, FOUND}:
        return Cause.FLAG
    return Cause.CONSENT if withdrawal.staff_id is None else Cause.STAFF


def _record(session: Session, feedback: Feedback, why: Cause, staff_id: int | None) -> None:
    details = {"because": str(why)}
    audit.record(session, "feedback.withdrawn", f"feedback:{feedback.id}", staff_id=staff_id, details=details)
