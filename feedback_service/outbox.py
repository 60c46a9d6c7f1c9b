"""Texts to people: rows first, sent later by the channel that drains them.

Moderation and publishing only write rows here. A sender claims a row in a transaction of its own
before it talks to the provider, so that nothing is sent twice, and settles it afterwards:

    queued ──> claimed ──> sent ──> delivered
      ^           │          │
      │           ├──────────┴──> permanent_failure, or temporary_failure after the last try
      └───────────┴── a passing failure, after a pause that grows

A row that was claimed and never settled (the process died in between), or whose sender got no
answer, becomes `unknown`: it is not sent again by itself, staff see it. The provider's report may
come before the sender settles, or though its answer was lost: whatever a report said stands.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import Feedback, OutboundMessage
from feedback_service.storage import transaction
from feedback_service.vocabulary import Channel, OutboundKind, OutboundStatus

CLAIM_LASTS = timedelta(minutes=5)
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
ERASED, STOPPED = "erased", "stopped"
"""Error codes of our own: there is no contact any more, or they asked for no more texts."""

_OPEN = frozenset({OutboundStatus.CLAIMED, OutboundStatus.UNKNOWN})
"""Claimed, and nobody has said yet what became of it."""

# A report that is not further than what is known is late, or a second one, and changes nothing.
# "Delivered" is proof, so that it stands against a failure that was reported before.
_HOW_FAR = {
    OutboundStatus.QUEUED: 0,
    OutboundStatus.CLAIMED: 0,
    OutboundStatus.UNKNOWN: 0,
    OutboundStatus.SENT: 1,
    OutboundStatus.TEMPORARY_FAILURE: 2,
    OutboundStatus.PERMANENT_FAILURE: 2,
    OutboundStatus.DELIVERED: 3,
    OutboundStatus.REPLIED: 3,
}


@dataclass(frozen=True)
class Claimed:
    """One text that this process alone may send now; `to` is an E.164 number, `attempt` counts from 1."""

    id: int
    attempt: int
    channel: Channel
    to: str
    body: str


def queue(session: Session, feedback: Feedback, kind: OutboundKind, body: str) -> None:
    """Ask for a text to the person; nothing happens when there is no way to reach them.

    To somebody who asked for no more texts it fails at once, for staff to see.
    """
    contact = feedback.contact
    if contact is None:
        return
    moment = clock.now()
    message = OutboundMessage(
        feedback_id=feedback.id,
        contact_id=contact.id,
        channel=contact.channel,
        kind=kind,
        body=body,
        status=OutboundStatus.QUEUED,
        created_at=moment,
        due_at=moment,
    )
    if contact.stopped_at is not None:
        _settle(message, OutboundStatus.PERMANENT_FAILURE, STOPPED)
    session.add(message)


def replied(session: Session, feedback: Feedback, channel: Channel, body: str) -> None:
    """Keep the receipt that goes out as the answer to the provider's own request, so that it needs no sending."""
    moment = feedback.received_at
    session.add(
        OutboundMessage(
            feedback_id=feedback.id,
            contact=feedback.contact,
            channel=channel,
            kind=OutboundKind.RECEIPT,
            body=body,
            status=OutboundStatus.REPLIED,
            created_at=moment,
            due_at=moment,
            settled_at=moment,
        )
    )


def claim_next() -> Claimed | None:
    """Claim the text that is due longest, or None when none is due. Commits before it returns.

    Two claimers never get the same text: SQLite has one writer at a time, PostgreSQL locks the
    row and lets the second claimer pass on to the next.
    """
    while True:
        with transaction() as session:
            moment = clock.now()
            message = session.scalars(
                select(OutboundMessage)
                .where(OutboundMessage.status == OutboundStatus.QUEUED, OutboundMessage.due_at <= moment)
                .order_by(OutboundMessage.due_at, OutboundMessage.id)
                .limit(1)
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if message is None:
                return None
            if message.contact is None:
                _settle(message, OutboundStatus.PERMANENT_FAILURE, ERASED)
                continue
            if message.contact.stopped_at is not None:
                _settle(message, OutboundStatus.PERMANENT_FAILURE, STOPPED)
                continue
            message.status, message.claimed_at = OutboundStatus.CLAIMED, moment
            message.attempts += 1
            return Claimed(
                message.id, message.attempts, Channel(message.channel), message.contact.address, message.body
            )


def sent(message_id: int, provider_reference: str) -> None:
    """The provider took the text over; `provider_reference` is its name for it, for the reports to come."""
    with transaction() as session:
        message = _locked(session, message_id)
        if message.status in _OPEN:
            message.provider_reference = provider_reference
            _settle(message, OutboundStatus.SENT)


def failed(message_id: int, error_code: str, *, permanent: bool) -> None:
    """The provider refused; a passing failure is tried again after a growing pause, at most four times."""
    with transaction() as session:
        message = _locked(session, message_id)
        if message.status not in _OPEN:
            return
        if permanent:
            _settle(message, OutboundStatus.PERMANENT_FAILURE, error_code)
        else:
            _try_again(message, error_code)


def outcome_unknown(message_id: int) -> None:
    """The provider did not say whether it took the text; sending again could double it."""
    with transaction() as session:
        message = _locked(session, message_id)
        if message.status in _OPEN:
            _settle(message, OutboundStatus.UNKNOWN)


def reported(
    message_id: int, attempt: int, provider_reference: str, status: OutboundStatus, error_code: str | None = None
) -> bool:
    """Take in the provider's delivery receipt: sent, delivered or one of the two failures.

    They come in any order and more than once: what is known is never overwritten by something
    earlier. The first one names the text where its sender has not settled it yet. A passing failure
    is tried again as in `failed`, under a new reference. Returns False when this attempt of this
    text is not known, or goes by another reference.
    """
    with transaction() as session:
        message = session.get(OutboundMessage, message_id, with_for_update=True)
        if message is None or message.attempts != attempt:
            return False
        if message.provider_reference is None and message.status in _OPEN:
            message.provider_reference = provider_reference
        if message.provider_reference != provider_reference:
            return False
        if _HOW_FAR[status] > _HOW_FAR[message.status]:
            if status == OutboundStatus.TEMPORARY_FAILURE:
                _try_again(message, error_code)
            else:
                _settle(message, status, error_code)
        return True


def sweep_abandoned_claims() -> int:
    """Mark claims older than CLAIM_LASTS as unknown; returns how many. An idempotent sweep."""
    moment = clock.now()
    with transaction() as session:
        result = session.execute(
            update(OutboundMessage)
            .where(OutboundMessage.status == OutboundStatus.CLAIMED, OutboundMessage.claimed_at < moment - CLAIM_LASTS)
            .values(status=OutboundStatus.UNKNOWN, settled_at=moment)
        )
        return int(result.rowcount)


def _locked(session: Session, message_id: int) -> OutboundMessage:
    return session.get_one(OutboundMessage, message_id, with_for_update=True)


def _try_again(message: OutboundMessage, error_code: str | None) -> None:
    if message.attempts > len(RETRY_AFTER):
        _settle(message, OutboundStatus.TEMPORARY_FAILURE, error_code)
        return
    message.status, message.error_code = OutboundStatus.QUEUED, error_code
    message.due_at = clock.now() + RETRY_AFTER[message.attempts - 1]
    message.provider_reference = message.settled_at = None


def _settle(message: OutboundMessage, status: OutboundStatus, error_code: str | None = None) -> None:
    message.status, message.error_code = status, error_code
    message.settled_at = clock.now()
