"""Texts to people: rows first, sent later by the channel that drains them.

Moderation and publishing only write rows here. A sender claims a row by a conditional UPDATE in
a transaction of its own before it talks to the provider, so that nothing is sent twice, and settles
it afterwards. A row that was claimed and never settled (the process died in between) becomes
`unknown`: it is not sent again by itself, staff see it.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import Contact, Feedback, OutboundMessage
from feedback_service.storage import transaction
from feedback_service.vocabulary import Channel, OutboundKind, OutboundStatus

CLAIM_LASTS = timedelta(minutes=5)
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))


@dataclass(frozen=True)
class Claimed:
    """One text that this process alone may send now; `to` is an E.164 number."""

    id: int
    channel: Channel
    to: str
    body: str


def queue(session: Session, feedback: Feedback, kind: OutboundKind, body: str) -> None:
    """Ask for a text to the person; nothing happens when there is no way to reach them."""
    contact = feedback.contact
    if contact is None:
        return
    moment = clock.now()
    session.add(
        OutboundMessage(
            feedback_id=feedback.id,
            contact_id=contact.id,
            channel=contact.channel,
            kind=kind,
            body=body,
            status=OutboundStatus.QUEUED,
            created_at=moment,
            due_at=moment,
        )
    )


def claim_next() -> Claimed | None:
    """Claim the text that is due longest, or None. Commits before it returns."""
    moment = clock.now()
    with transaction() as session:
        statement = (
            select(OutboundMessage.id)
            .where(OutboundMessage.status == OutboundStatus.QUEUED, OutboundMessage.due_at <= moment)
            .order_by(OutboundMessage.due_at, OutboundMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        message_id = session.scalar(statement)
        if message_id is None:
            return None
        session.execute(
            update(OutboundMessage)
            .where(OutboundMessage.id == message_id, OutboundMessage.status == OutboundStatus.QUEUED)
            .values(status=OutboundStatus.CLAIMED, claimed_at=moment, attempts=OutboundMessage.attempts + 1)
        )
        message = session.get_one(OutboundMessage, message_id)
        contact = session.get(Contact, message.contact_id) if message.contact_id else None
        if contact is None:
            settle(session, message, OutboundStatus.PERMANENT_FAILURE, error_code="erased")
            return None
        return Claimed(message.id, message.channel, contact.address, message.body)


def sent(message_id: int, provider_reference: str) -> None:
    """The provider took the text over."""
    with transaction() as session:
        message = session.get_one(OutboundMessage, message_id)
        message.provider_reference = provider_reference
        settle(session, message, OutboundStatus.SENT)


def failed(message_id: int, error_code: str, *, permanent: bool) -> None:
    """The provider refused; a passing failure is queued again with a growing pause, at most four times."""
    with transaction() as session:
        message = session.get_one(OutboundMessage, message_id)
        if not permanent and message.attempts <= len(RETRY_AFTER):
            message.status = OutboundStatus.QUEUED
            message.due_at = clock.now() + RETRY_AFTER[message.attempts - 1]
            message.error_code = error_code
            return
        status = OutboundStatus.PERMANENT_FAILURE if permanent else OutboundStatus.TEMPORARY_FAILURE
        settle(session, message, status, error_code=error_code)


def outcome_unknown(message_id: int) -> None:
    """The provider did not say whether it took the text; sending again could double it."""
    with transaction() as session:
        settle(session, session.get_one(OutboundMessage, message_id), OutboundStatus.UNKNOWN)


def sweep_abandoned_claims() -> int:
    """Mark claims older than CLAIM_LASTS as unknown; returns how many. An idempotent sweep."""
    with transaction() as session:
        result = session.execute(
            update(OutboundMessage)
            .where(
                OutboundMessage.status == OutboundStatus.CLAIMED,
                OutboundMessage.claimed_at < clock.now() - CLAIM_LASTS,
            )
            .values(status=OutboundStatus.UNKNOWN)
        )
        return int(result.rowcount)


def settle(
    session: Session, message: OutboundMessage, status: OutboundStatus, *, error_code: str | None = None
) -> None:
    """Write the outcome onto the row."""
    message.status = status
    message.error_code = error_code
    message.settled_at = clock.now()
