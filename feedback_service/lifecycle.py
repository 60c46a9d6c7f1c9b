"""The one place where a feedback's moderation status is assigned and its history written.

Every change raises the feedback's version, writes a history row in the same transaction, and
rings the doorbell after the commit.
"""

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.doorbell import Doorbell
from feedback_service.models import Feedback, FeedbackHistory
from feedback_service.storage import after_commit
from feedback_service.vocabulary import NEEDS_REASON, TRANSITIONS, Moderation


class NotAllowed(Exception):
    """The step does not exist from where the feedback stands; the message says so in plain words."""


def locked(session: Session, reference: str) -> Feedback | None:
    """The feedback with its row locked until the transaction ends, or None."""
    statement = select(Feedback).where(Feedback.reference == reference).with_for_update(of=Feedback)
    return session.scalars(statement).unique().one_or_none()


def move(
    session: Session, feedback: Feedback, to: Moderation, *, staff_id: int | None = None, reason: str | None = None
) -> None:
    """Assign the status. Raises NotAllowed for a step that does not exist or lacks its reason."""
    before = feedback.status
    if to not in TRANSITIONS[Moderation(before)]:
        raise NotAllowed(f"{before} feedback cannot become {to}")
    if to in NEEDS_REASON and not (reason or "").strip():
        raise NotAllowed(f"a reason is needed before feedback becomes {to}")
    feedback.status = to
    feedback.decided_at = None if to == Moderation.PENDING else clock.now()
    _write_history(session, feedback, str(to), staff_id, reason, before)


def changed(
    session: Session, feedback: Feedback, action: str, *, staff_id: int | None = None, reason: str | None = None
) -> None:
    """Put on the feedback's history a change that leaves its status as it is."""
    _write_history(session, feedback, action, staff_id, reason, feedback.status)


def received(session: Session, feedback: Feedback) -> None:
    """Add the new feedback to the session, pending, with the first line of its history."""
    feedback.status, feedback.version = Moderation.PENDING, 0
    session.add(feedback)
    session.flush()
    _write_history(session, feedback, "received", None, None, None)


def _write_history(
    session: Session,
    feedback: Feedback,
    action: str,
    staff_id: int | None,
    reason: str | None,
    before: Moderation | None,
) -> None:
    feedback.version += 1
    session.add(
        FeedbackHistory(
            feedback_id=feedback.id,
            at=clock.now(),
            staff_id=staff_id,
            action=action,
            from_status=before,
            to_status=feedback.status,
            reason=reason,
            version=feedback.version,
        )
    )
    doorbell: Doorbell = current_app.extensions["doorbell"]
    after_commit(session, doorbell.ring)
