"""A person's yes or no to the board, and to the words that it would show, however it reached us."""

from sqlalchemy.orm import Session

from feedback_service import agreed_words, audit, lifecycle, withdrawals
from feedback_service.models import Feedback
from feedback_service.vocabulary import Moderation
from feedback_service.withdrawals import Cause

GIVEN = "consent_given"
TAKEN_BACK = "consent_taken_back"
WORDS_AGREED = "words_agreed"


def settle(session: Session, feedback: Feedback, agrees: bool) -> None:
    """Keep the person's decision about locked feedback; the same one twice changes nothing.

    A "no" takes published feedback off every open board at once. A "yes" puts nothing on it: what
    was kept private, or taken off because the person asked, waits for a human decision again.
    """
    if feedback.consent is agrees:
        return
    audit.record(session, "consent.given" if agrees else "consent.taken_back", f"feedback:{feedback.id}")
    feedback.consent = agrees
    lifecycle.changed(session, feedback, GIVEN if agrees else TAKEN_BACK)
    if not agrees:
        withdrawals.for_want_of_consent(session, feedback)
    elif _waits_on_the_person(session, feedback):
        lifecycle.move(session, feedback, Moderation.PENDING)


def ask_again(session: Session, feedback: Feedback) -> None:
    """The words that the person agreed to have changed by more of theirs: their yes does not cover these."""
    if feedback.consent is True:
        audit.record(session, "consent.asked_again", f"feedback:{feedback.id}")
        feedback.consent = None


def agree_to_words(session: Session, feedback: Feedback) -> None:
    """The person saw the public words as they are now and said yes to them."""
    audit.record(session, "words.agreed", f"feedback:{feedback.id}")
    feedback.agreed_index = agreed_words.words_index(feedback)
    lifecycle.changed(session, feedback, WORDS_AGREED)


def can_agree(session: Session, feedback: Feedback) -> bool:
    """Whether a yes of the person's leads to a human decision about the board, now or once a flag is cleared."""
    if feedback.status == Moderation.WITHDRAWN:
        return withdrawals.cause(session, feedback) != Cause.STAFF
    return feedback.status != Moderation.REJECTED


def _waits_on_the_person(session: Session, feedback: Feedback) -> bool:
    if feedback.status == Moderation.PRIVATE:
        return True
    return withdrawals.cause(session, feedback) == Cause.CONSENT
