"""A person's yes or no to the board, by their secret link, at any time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import audit, lifecycle, publishing
from feedback_service.intake import find_by_token
from feedback_service.models import Feedback, FeedbackHistory
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation

GIVEN = "consent_given"
TAKEN_BACK = "consent_taken_back"
TAKEN_BACK_REASON = "The person asked for it to be taken off the board."
"""For the desk's record, which is in English; the person's own page says it in their language."""


class UnknownLink(LookupError):
    """No feedback has this follow token."""


def set_consent(token: str, agrees: bool) -> None:
    """Keep the person's decision; the same one twice changes nothing. Raises UnknownLink.

    A "no" takes published feedback off every open board at once. A "yes" puts nothing on it: what
    was kept private, or taken off because the person asked, waits for a human decision again.
    """
    with reading() as session:
        found = find_by_token(session, token)
    if found is None:
        raise UnknownLink
    with transaction() as session:
        feedback = lifecycle.locked(session, found.reference)
        if feedback is None:
            raise UnknownLink
        if feedback.consent is agrees:
            return
        audit.record(session, "consent.given" if agrees else "consent.taken_back", f"feedback:{feedback.id}")
        feedback.consent = agrees
        lifecycle.changed(session, feedback, GIVEN if agrees else TAKEN_BACK)
        if not agrees and feedback.status == Moderation.PUBLISHED:
            publishing.withdraw(session, feedback, TAKEN_BACK_REASON)
        if agrees and _waits_on_the_person(session, feedback):
            lifecycle.move(session, feedback, Moderation.PENDING)


def _waits_on_the_person(session: Session, feedback: Feedback) -> bool:
    if feedback.status != Moderation.WITHDRAWN:
        return feedback.status == Moderation.PRIVATE
    withdrawal = session.scalars(
        select(FeedbackHistory)
        .where(FeedbackHistory.feedback_id == feedback.id, FeedbackHistory.to_status == Moderation.WITHDRAWN)
        .where(FeedbackHistory.from_status == Moderation.PUBLISHED)
        .order_by(FeedbackHistory.id.desc())
        .limit(1)
    ).one()
    return withdrawal.staff_id is None
