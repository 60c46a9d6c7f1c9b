"""Claiming texts and settling what became of them, each step a transaction of its own."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, hours
from feedback_service.models import Contact, Feedback, OutboundMessage
from feedback_service.outbox.rows import ERASED, STOPPED, sent_today, settle
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import ABOUT_SIGN_IN, AT_ANY_HOUR, Channel, OutboundKind, OutboundStatus

CLAIM_LASTS = timedelta(minutes=5)
RETRY_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
HELD_FOR = timedelta(minutes=10)
OPEN = frozenset({OutboundStatus.CLAIMED, OutboundStatus.UNKNOWN})
"""Claimed, and nobody has said yet what became of it."""
_NOT_IN_DANGER = frozenset({OutboundKind.QUESTION, OutboundKind.DECISION})
STOPPED_AT_PROVIDER = "21610"
"""Twilio's code for a person who asked for no more texts; it may come with the receipt alone."""


@dataclass(frozen=True)
class Claimed:
    """One text that this process alone may send now; `attempt` counts from 1, `at` is when it was claimed.

    `to` is an E.164 number, or an email address on the channel for those. `wrote_at` is when the person
    last wrote to us, `reference` and `token` are those of the feedback that it is about.
    """

    id: int
    attempt: int
    channel: Channel
    to: str
    body: str
    at: datetime
    kind: OutboundKind = OutboundKind.ANSWER
    wrote_at: datetime | None = None
    reference: str = ""
    token: str = ""


def claim_next(channels: Collection[Channel], *, at_night: bool = False) -> Claimed | None:
    """Claim the text on these channels that is due longest, or None when none is due. Commits before it returns.

    What goes out at any hour goes first. Two claimers never get the same text: SQLite has one writer at a
    time, PostgreSQL locks the row and lets the second claimer pass on to the next. `at_night` leaves what
    may not disturb for the morning; who got as many texts today as one person may get is sent the next
    one tomorrow.
    """
    while True:
        with transaction() as session:
            moment = clock.now()
            due = select(OutboundMessage).where(
                OutboundMessage.status == OutboundStatus.QUEUED,
                OutboundMessage.due_at <= moment,
                OutboundMessage.channel.in_(channels),
            )
            if at_night:
                due = due.where(OutboundMessage.kind.in_(AT_ANY_HOUR))
            kind = OutboundMessage.kind
            can_wait = case((kind.in_(AT_ANY_HOUR - ABOUT_SIGN_IN), 0), (kind.in_(ABOUT_SIGN_IN), 1), else_=2)
            due = due.order_by(can_wait, OutboundMessage.due_at, OutboundMessage.id).limit(1)
            message = session.scalars(due.with_for_update(skip_locked=True)).one_or_none()
            if message is None:
                return None
            if not _may_go(session, message):
                continue
            message.status, message.claimed_at = OutboundStatus.CLAIMED, moment
            message.provider_reference = message.settled_at = None
            message.attempts += 1
            return _claimed(message)


def _may_go(session: Session, message: OutboundMessage) -> bool:
    """Whether the text is sent now; settles one that nobody can get, and puts off one too many for today."""
    if message.address is not None:
        return True
    if message.contact is None:
        settle(message, OutboundStatus.PERMANENT_FAILURE, ERASED)
    elif message.contact.stopped_at is not None:
        settle(message, OutboundStatus.PERMANENT_FAILURE, STOPPED)
    elif message.kind == OutboundKind.DECISION and not _still_holds(message):
        settle(message, OutboundStatus.CALLED_OFF)
    elif message.kind in _NOT_IN_DANGER and message.feedback is not None and is_in_danger(message.feedback):
        # A machine asks nothing of somebody who may be in danger; the question waits until a person has cleared it.
        message.due_at = clock.now() + HELD_FOR
    elif message.kind not in AT_ANY_HOUR and _had_enough_today(session, message, message.contact):
        message.due_at = hours.next_morning(_settings().timezone)
    else:
        return True
    return False


def _still_holds(message: OutboundMessage) -> bool:
    """Whether nothing was decided since: a text that the provider never took may come back to the queue later."""
    decided_at = message.feedback.decided_at if message.feedback else None
    return decided_at is not None and decided_at <= message.created_at


def is_in_danger(feedback: Feedback) -> bool:
    """Whether a safety flag is open."""
    return any(flag.cleared_at is None for flag in feedback.flags)


def _had_enough_today(session: Session, message: OutboundMessage, contact: Contact) -> bool:
    return sent_today(session, contact, besides=message) >= _settings().texts_per_day


def failed(message_id: int, attempt: int, error_code: str, *, permanent: bool) -> None:
    """The provider refused; a passing failure is tried again after a growing pause, at most four times."""
    with transaction() as session:
        contact = stopped_contact(session, message_id) if error_code == STOPPED_AT_PROVIDER else None
        message = _open(session, message_id, attempt)
        if message is None:
            return
        if permanent:
            settle(message, OutboundStatus.PERMANENT_FAILURE, error_code)
        else:
            try_again(message, error_code)
        if contact is not None:
            note_stop(contact, message)


def put_off(message_id: int, attempt: int, error_code: str, until: datetime) -> None:
    """Nothing was sent, for a reason that has nothing to do with this text: it waits, and no try is counted."""
    with transaction() as session:
        message = _open(session, message_id, attempt)
        if message is not None:
            message.status, message.error_code, message.due_at = OutboundStatus.QUEUED, error_code, until
            message.claimed_at = None
            message.attempts -= 1


def outcome_unknown(message_id: int, attempt: int) -> None:
    """The provider did not say whether it took the text; sending again could double it."""
    with transaction() as session:
        message = _open(session, message_id, attempt)
        if message is not None:
            settle(message, OutboundStatus.UNKNOWN)


def unknown(channels: Collection[Channel], claimed_before: datetime, limit: int = 50) -> list[Claimed]:
    """The texts of which nobody knows whether the provider took them, claimed before that moment, oldest first."""
    with reading() as session:
        rows = session.scalars(
            select(OutboundMessage)
            .where(
                OutboundMessage.status == OutboundStatus.UNKNOWN,
                OutboundMessage.channel.in_(channels),
                OutboundMessage.claimed_at < claimed_before,
                or_(OutboundMessage.contact_id.is_not(None), OutboundMessage.address.is_not(None)),
            )
            .order_by(OutboundMessage.claimed_at, OutboundMessage.id)
            .limit(limit)
        )
        return [_claimed(row) for row in rows]


def not_taken(message_id: int, attempt: int) -> bool:
    """The provider's own list shows that it never took this attempt: the text is sent again, and that is on record.

    False when somebody knows better by now, such as a report that came meanwhile: then nothing changes.
    """
    with transaction() as session:
        message = _open(session, message_id, attempt)
        if message is None or message.status != OutboundStatus.UNKNOWN:
            return False
        message.status, message.settled_at = OutboundStatus.QUEUED, None
        message.due_at = message.reconciled_at = clock.now()
        return True


def known(channel: Channel, provider_references: Collection[str]) -> set[str]:
    """Those of the provider's names for texts that belong to texts of ours already."""
    with reading() as session:
        statement = select(OutboundMessage.provider_reference).where(
            OutboundMessage.channel == channel, OutboundMessage.provider_reference.in_(provider_references)
        )
        return {found for found in session.scalars(statement) if found is not None}


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


def try_again(message: OutboundMessage, error_code: str | None) -> None:
    """A passing failure: queued again after a pause that grows, given up after the last."""
    if message.attempts > len(RETRY_AFTER):
        settle(message, OutboundStatus.TEMPORARY_FAILURE, error_code)
        return
    message.status, message.error_code = OutboundStatus.QUEUED, error_code
    message.settled_at = clock.now()
    message.due_at = message.settled_at + RETRY_AFTER[message.attempts - 1]


def stopped_contact(session: Session, message_id: int) -> Contact | None:
    """Whom the text goes to, locked; to be asked for before the text is locked, as the conversation locks them."""
    found = select(OutboundMessage.contact_id).where(OutboundMessage.id == message_id)
    statement = select(Contact).where(Contact.id == found.scalar_subquery()).with_for_update(key_share=True)
    return session.scalars(statement).one_or_none()


def note_stop(contact: Contact, message: OutboundMessage) -> None:
    """The provider says that the person asked it for no more texts; unless they have written since, that stands."""
    has_written_since = (
        contact.wrote_at is not None and message.claimed_at is not None and contact.wrote_at > message.claimed_at
    )
    if not has_written_since:
        contact.stopped_at, contact.is_stopped_by_network = contact.stopped_at or clock.now(), True


def _open(session: Session, message_id: int, attempt: int) -> OutboundMessage | None:
    """The text, locked, while this attempt of it is what nobody knows the outcome of."""
    message = session.get_one(OutboundMessage, message_id, with_for_update=True)
    return message if message.status in OPEN and message.attempts == attempt else None


def _claimed(message: OutboundMessage) -> Claimed:
    contact, feedback = message.contact, message.feedback
    assert message.claimed_at is not None
    return Claimed(
        id=message.id,
        attempt=message.attempts,
        channel=Channel(message.channel),
        to=message.address or (contact.address if contact else ""),
        body=message.body,
        at=message.claimed_at,
        kind=OutboundKind(message.kind),
        wrote_at=contact.wrote_at if contact else None,
        reference=feedback.reference if feedback else "",
        token=feedback.follow_token if feedback else "",
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
