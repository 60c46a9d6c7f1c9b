"""Taking feedback in: stored before anybody is thanked, each inbound once.

    channel parses ──> accept() ──> one transaction: contact, feedback, message, history, receipt
                                          │ commit on disk
                          reference, follow link and receipt go back to the channel

A second delivery of the same (channel, provider reference) answers exactly what the first did,
concurrent or later. The unique constraint decides, not the look before it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle, outbox
from feedback_service.languages import supported_or_default
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.references import new_reference, new_token
from feedback_service.storage import current_cipher, reading, transaction
from feedback_service.vocabulary import MAX_WORDS, Author, Channel, OutboundKind

ATTEMPTS = 4
FOLLOW_PURPOSE = "follow"


@dataclass(frozen=True)
class Accepted:
    """What the person is told: `receipt` is the text that thanks, where the channel replies with one."""

    feedback_id: int
    reference: str
    follow_token: str
    receipt: str | None
    is_repeat: bool


@dataclass(frozen=True)
class NewFeedback:
    """One inbound, its shape already checked by the channel.

    `sender` is an E.164 number or None where there is nobody to answer; `receipt` makes the text
    that thanks from (reference, follow token), None where the channel has none; it is called in the
    language that the person is known to use, else in English. `stops` is True when the sender asks for
    no more texts, and then gets none, not even thanks; False when they ask for texts again.
    """

    channel: Channel
    provider_reference: str
    words: str
    media_count: int = 0
    sender: str | None = None
    sender_channel: Channel = Channel.SMS
    language: str | None = None
    place_id: int | None = None
    entry_point_id: int | None = None
    author: Author | None = None
    fft: int | None = None
    consent: bool | None = None
    receipt: Callable[[str, str], str] | None = None
    stops: bool | None = None


def accept(new: NewFeedback) -> Accepted:
    """Store the feedback and return once the commit is on disk.

    Raises ValueError when the words are longer than MAX_WORDS or the provider reference is empty
    or longer than 80 characters: the channel should have said so before.
    """
    if len(new.words) > MAX_WORDS or not 0 < len(new.provider_reference) <= 80:
        raise ValueError("the words or the provider reference are too long")
    for _ in range(ATTEMPTS):
        try:
            with transaction() as session:
                return _accepted_before(session, new) or _store(session, new)
        except IntegrityError:
            # Another process stored this message, the sender's contact, or drew the same reference.
            with reading() as session:
                before = _accepted_before(session, new)
            if before:
                return before
    raise RuntimeError("feedback could not be stored beside concurrent ones")


def _accepted_before(session: Session, new: NewFeedback) -> Accepted | None:
    found = session.scalars(
        select(InboundMessage).where(
            InboundMessage.channel == new.channel, InboundMessage.provider_reference == new.provider_reference
        )
    ).one_or_none()
    if found is None:
        return None
    feedback = found.feedback
    receipt = session.scalars(
        select(OutboundMessage)
        .where(OutboundMessage.feedback_id == feedback.id, OutboundMessage.kind == OutboundKind.RECEIPT)
        .order_by(OutboundMessage.id)
        .limit(1)
    ).one_or_none()
    return Accepted(
        feedback.id, feedback.reference, feedback.follow_token, receipt.body if receipt else None, is_repeat=True
    )


def _store(session: Session, new: NewFeedback) -> Accepted:
    moment, token = clock.now(), new_token()
    contact = _contact(session, new)
    feedback = Feedback(
        reference=new_reference(),
        follow_token=token,
        follow_index=current_cipher().index(FOLLOW_PURPOSE, token),
        channel=new.channel,
        contact=contact,
        place_id=new.place_id,
        entry_point_id=new.entry_point_id,
        author=new.author,
        fft=new.fft,
        language=new.language,
        consent=new.consent,
        received_at=moment,
        messages=[_message(new, moment)],
    )
    lifecycle.received(session, feedback)
    receipt = None
    if new.receipt and (contact is None or contact.stopped_at is None):
        with force_locale(supported_or_default(new.language or (contact.language if contact else None))):
            receipt = new.receipt(feedback.reference, token)
        outbox.replied(session, feedback, new.sender_channel, receipt)
    return Accepted(feedback.id, feedback.reference, token, receipt, is_repeat=False)


def _message(new: NewFeedback, moment: datetime) -> InboundMessage:
    return InboundMessage(
        channel=new.channel,
        provider_reference=new.provider_reference,
        body=new.words,
        media_count=new.media_count,
        received_at=moment,
    )


def _contact(session: Session, new: NewFeedback) -> Contact | None:
    if new.sender is None:
        return None
    found = find_contact(session, new.sender_channel, new.sender)
    if found is None:
        found = Contact(
            channel=new.sender_channel,
            address=new.sender,
            address_index=current_cipher().index(new.sender_channel, new.sender),
            language=new.language,
            created_at=clock.now(),
        )
        session.add(found)
    if new.stops is not None:
        found.stopped_at = clock.now() if new.stops else None
    return found


def find_contact(session: Session, channel: Channel, address: str) -> Contact | None:
    """The contact with this E.164 number on this channel, whichever key indexed it."""
    indexes = current_cipher().indexes(channel, address)
    statement = select(Contact).where(Contact.channel == channel, Contact.address_index.in_(indexes))
    return session.scalars(statement.limit(1)).one_or_none()


def find_by_token(session: Session, token: str) -> Feedback | None:
    """The feedback whose follow link holds this token, or None."""
    indexes = current_cipher().indexes(FOLLOW_PURPOSE, token)
    return session.scalars(select(Feedback).where(Feedback.follow_index.in_(indexes))).unique().one_or_none()
