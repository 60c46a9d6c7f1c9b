"""A person's yes or no to the board, by their secret link, at any time."""

from sqlalchemy.orm import Session

from feedback_service import audit, lifecycle, withdrawals
from feedback_service.intake import find_by_token
from feedback_service.models import Feedback
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Moderation
from feedback_service.withdrawals import Cause

GIVEN = "consent_given"
TAKEN_BACK = "consent_taken_back"


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
        if not agrees:
            withdrawals.for_want_of_consent(session, feedback)
        elif _waits_on_the_person(session, feedback):
            lifecycle.move(session, feedback, Moderation.PENDING)


def can_agree(session: Session, feedback: Feedback) -> bool:
    """Whether a yes of the person's leads to a human decision about the board, now or once a flag is cleared."""
    if feedback.status == Moderation.WITHDRAWN:
        return withdrawals.cause(session, feedback) != Cause.STAFF
    return feedback.status != Moderation.REJECTED


def _waits_on_the_person(session: Session, feedback: Feedback) -> bool:
    if feedback.status == Moderation.PRIVATE:
        return True
    return withdrawals.cause(session, feedback) == Cause.CONSENT
