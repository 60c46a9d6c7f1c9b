"""The provider's delivery receipts: they come in any order and more than once, and every order ends the same."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service.models import OutboundMessage
from feedback_service.outbox.rows import settle
from feedback_service.outbox.sending import OPEN, STOPPED_AT_PROVIDER, note_stop, stopped_contact, try_again
from feedback_service.storage import transaction
from feedback_service.vocabulary import OutboundStatus

# A report that is not further than what is known is late, or a second one, and changes nothing.
# "Delivered" is proof, so that it stands against a failure that was reported before; a failure for
# good stands against a passing one. Of two failures alike one must stand, whichever came first.
_FAILED_FOR_NOW, _FAILED_FOR_GOOD = 2, 3
_HOW_FAR = {
    OutboundStatus.QUEUED: 0,
    OutboundStatus.CLAIMED: 0,
    OutboundStatus.CALLED_OFF: 0,
    OutboundStatus.UNKNOWN: 0,
    OutboundStatus.SENT: 1,
    OutboundStatus.TEMPORARY_FAILURE: _FAILED_FOR_NOW,
    OutboundStatus.PERMANENT_FAILURE: _FAILED_FOR_GOOD,
    OutboundStatus.DELIVERED: 4,
    OutboundStatus.REPLIED: 4,
}
_FAILURES = frozenset({OutboundStatus.TEMPORARY_FAILURE, OutboundStatus.PERMANENT_FAILURE})
Standing = tuple[int, bool, str]


def sent(message_id: int, attempt: int, provider_reference: str, *, is_template: bool = False) -> None:
    """The provider took the text over; `provider_reference` is its name for it, for the reports to come.

    `is_template`: it took an approved template in place of these words.
    """
    reported(message_id, attempt, provider_reference, OutboundStatus.SENT)
    if is_template:
        with transaction() as session:
            session.get_one(OutboundMessage, message_id, with_for_update=True).is_template = True


def reported(
    message_id: int, attempt: int, provider_reference: str, status: OutboundStatus, error_code: str | None = None
) -> bool:
    """Take in the provider's delivery receipt: sent, delivered or one of the two failures.

    They come in any order and more than once: what is known is never overwritten by something
    earlier, so that every order ends the same. The first one names the text where its sender has not
    settled it yet. A passing failure is tried again as in `failed`, under a new reference. That the
    person asked the provider for no more texts is kept with the person. Returns False when this
    attempt of this text is not known, or goes by another reference.
    """
    code = error_code if status in _FAILURES else None
    try:
        return _take_in(message_id, attempt, provider_reference, status, code)
    except IntegrityError:
        # Another text took this name on at the same moment; now it is found by it.
        return _take_in(message_id, attempt, provider_reference, status, code)


def _take_in(
    message_id: int, attempt: int, provider_reference: str, status: OutboundStatus, error_code: str | None
) -> bool:
    with transaction() as session:
        contact = stopped_contact(session, message_id) if error_code == STOPPED_AT_PROVIDER else None
        message = _named(session, message_id, provider_reference)
        if message is None:
            message = _to_name(session, message_id, attempt, provider_reference)
        if message is None:
            return False
        _move_on(message, status, error_code)
        message.provider_reference = provider_reference
        if contact is not None:
            note_stop(contact, message)
        return True


def _named(session: Session, message_id: int, provider_reference: str) -> OutboundMessage | None:
    """The text that goes by this reference, locked.

    It may be another one than the sender meant: of two texts alike to one number, the provider's list
    does not say which is which, so that reconciling may have given the one the other's name.
    """
    channel = select(OutboundMessage.channel).where(OutboundMessage.id == message_id).scalar_subquery()
    return session.scalars(
        select(OutboundMessage)
        .where(OutboundMessage.channel == channel, OutboundMessage.provider_reference == provider_reference)
        .with_for_update()
    ).one_or_none()


def _to_name(session: Session, message_id: int, attempt: int, provider_reference: str) -> OutboundMessage | None:
    """The text itself, locked, where this attempt is the latest and nobody knows yet what it is called.

    Or where somebody gave it this very name while we waited for the lock. One that the provider's list
    did not show is still that attempt until it is claimed again.
    """
    message = session.get(OutboundMessage, message_id, with_for_update=True)
    if message is None or message.provider_reference == provider_reference:
        return message
    if message.provider_reference is not None or message.attempts != attempt:
        return None
    was_missing = (
        message.status == OutboundStatus.QUEUED
        and message.reconciled_at is not None
        and message.claimed_at is not None
        and message.reconciled_at >= message.claimed_at
    )
    return message if message.status in OPEN or was_missing else None


def _move_on(message: OutboundMessage, status: OutboundStatus, error_code: str | None) -> None:
    known, news = _standing(message), _rank(_HOW_FAR[status], error_code)
    if news <= known:
        return
    if status != OutboundStatus.TEMPORARY_FAILURE:
        settle(message, status, error_code)
    elif known[0] < _FAILED_FOR_NOW:
        try_again(message, error_code)
    else:
        message.error_code = error_code


def _standing(message: OutboundMessage) -> Standing:
    """What is known of the latest attempt.

    One that waits for its next try and has a name has failed: for now, or for good and was then allowed again.
    """
    if message.status != OutboundStatus.QUEUED or message.provider_reference is None:
        return _rank(_HOW_FAR[OutboundStatus(message.status)], message.error_code)
    return _rank(_FAILED_FOR_GOOD if message.settled_at is None else _FAILED_FOR_NOW, message.error_code)


def _rank(how_far: int, error_code: str | None) -> Standing:
    return how_far, error_code == STOPPED_AT_PROVIDER, error_code or ""
