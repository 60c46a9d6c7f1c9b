"""Safety flags: somebody may be in danger. People raise them too, and only people clear them."""

from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, withdrawals
from feedback_service.models import Feedback, SafetyFlag
from feedback_service.safety import alarms
from feedback_service.vocabulary import Moderation
from feedback_service.withdrawals import Cause
from moderation.auth.sessions import Member
from moderation.told.data import Note


def flag(session: Session, feedback: Feedback, member: Member, data: Note) -> None:
    """Raise a flag and tell those on call. What is on the board comes off it: nothing flagged stays there."""
    raised = SafetyFlag(note=data.words, raised_by=member.id, raised_at=clock.now())
    feedback.flags.append(raised)
    alarms.sound(session, raised, feedback, is_read_by=member.id)
    lifecycle.end_previews(session, feedback)
    lifecycle.changed(session, feedback, withdrawals.FLAGGED, staff_id=member.id)
    withdrawals.for_safety(session, feedback, member.id)


def clear_flag(session: Session, feedback: Feedback, member: Member, data: Note) -> None:
    """Clear every open flag and silence their alarms; the note says what was done.

    What a flag took off the board is decided again.
    """
    for each in feedback.flags:
        if each.cleared_at is None:
            each.cleared_at, each.cleared_by = clock.now(), member.id
    alarms.end(session, feedback, member.id)
    lifecycle.changed(session, feedback, "flag_cleared", staff_id=member.id, reason=data.words)
    if withdrawals.cause(session, feedback) == Cause.FLAG:
        lifecycle.move(session, feedback, Moderation.PENDING, staff_id=member.id)
