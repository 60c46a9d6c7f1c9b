"""Taking feedback in: stored before anybody is thanked, each inbound once.

    a form, a file ──> accept() ──┐                         ┌── words screened: somebody in danger?
                                  ├──> take_in(): one transaction: feedback, message, history
    a text ──> conversation ──────┘                         └── their language, where it is clear

A second delivery of the same (channel, provider reference) answers exactly what the first did,
concurrent or later. The unique constraint decides, not the look before it: `once` tries again
whoever met it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import clock, hiding_rules, lifecycle, teams, withdrawals
from feedback_service.detection import detect
from feedback_service.models import Contact, Feedback, InboundMessage, SafetyFlag
from feedback_service.references import new_reference, new_token
from feedback_service.safety import alarms
from feedback_service.safety.screening import Found, screen
from feedback_service.storage import current_cipher, transaction
from feedback_service.vocabulary import MAX_WORDS, TEXT_CHANNELS, Author, Channel, KnownBy, Meaning

ATTEMPTS = 4
FOLLOW_PURPOSE = "follow"
Result = TypeVar("Result")


@dataclass(frozen=True)
class Accepted:
    """What the person is told. `is_flagged`: their words sound as if somebody is in danger."""

    feedback_id: int
    reference: str
    follow_token: str
    is_repeat: bool
    is_flagged: bool = False


@dataclass(frozen=True)
class NewFeedback:
    """One inbound, its shape already checked by the channel.

    `sender` is an E.164 number or None where there is nobody to answer; `language` is that of the
    words where the channel knows it, else it is detected; `spoken` the one that the person chose to read
    and be answered in, which counts for a number that is new. `is_archive`: it was received elsewhere long
    ago, so that a flag wakes nobody.
    """

    channel: Channel
    provider_reference: str
    words: str
    media_count: int = 0
    sender: str | None = None
    sender_channel: Channel = Channel.SMS
    language: str | None = None
    spoken: str | None = None
    place_id: int | None = None
    entry_point_id: int | None = None
    author: Author | None = None
    fft: int | None = None
    consent: bool | None = None
    received_at: datetime | None = None
    is_archive: bool = False


def accept(new: NewFeedback) -> Accepted:
    """Store the feedback and return once the commit is on disk.

    Raises ValueError when the words are longer than MAX_WORDS or the provider reference is empty
    or longer than 80 characters: the channel should have said so before.
    """
    check(new.words, new.provider_reference)

    def store() -> Accepted:
        with transaction() as session:
            before = repeated(session, new.channel, new.provider_reference)
            if before is not None and before.feedback is not None:
                return _accepted(before.feedback, is_repeat=True)
            contact = contact_of(session, new.sender_channel, new.sender) if new.sender else None
            return _accepted(take_in(session, new, contact), is_repeat=False)

    return once(store)


def check(words: str, provider_reference: str) -> None:
    """Raises ValueError for what no row can hold."""
    if len(words) > MAX_WORDS or not 0 < len(provider_reference) <= 80:
        raise ValueError("the words or the provider reference are too long")


def once(store: Callable[[], Result]) -> Result:
    """What `store` returns, tried again where a concurrent one was faster.

    Another process stored the same message, made the sender's contact, or drew the same reference;
    the next look finds what it stored.
    """
    for _ in range(ATTEMPTS):
        try:
            return store()
        except IntegrityError:
            continue
    raise RuntimeError("feedback could not be stored beside concurrent ones")


def repeated(session: Session, channel: Channel, provider_reference: str) -> InboundMessage | None:
    """The message that was stored under this name before."""
    return session.scalars(
        select(InboundMessage).where(
            InboundMessage.channel == channel, InboundMessage.provider_reference == provider_reference
        )
    ).one_or_none()


def take_in(session: Session, new: NewFeedback, contact: Contact | None) -> Feedback:
    """Store one piece of new feedback in this transaction: detected, screened, on its history."""
    token = new_token()
    feedback = Feedback(
        reference=new_reference(),
        follow_token=token,
        follow_index=current_cipher().index(FOLLOW_PURPOSE, token),
        channel=new.channel,
        contact=contact,
        place_id=new.place_id,
        team_id=teams.of_place(session, new.place_id),
        entry_point_id=new.entry_point_id,
        author=new.author,
        fft=new.fft,
        consent=new.consent,
        received_at=new.received_at or clock.now(),
    )
    lifecycle.received(session, feedback)
    add_message(session, feedback, new, Meaning.FEEDBACK)
    return feedback


def add_message(
    session: Session, feedback: Feedback, new: NewFeedback, meaning: Meaning, *, is_public_words: bool = True
) -> InboundMessage:
    """Store the words as a message of this feedback, and flag it where they sound like danger."""
    message = InboundMessage(
        channel=new.channel,
        provider_reference=new.provider_reference,
        contact=feedback.contact,
        meaning=meaning,
        is_public_words=is_public_words,
        body=new.words,
        media_count=new.media_count,
        received_at=new.received_at or clock.now(),
    )
    feedback.messages.append(message)
    session.flush()
    if feedback.language is None:
        feedback.language, feedback.language_by = _language(new, feedback.contact)
    hiding_rules.on_arrival(session, feedback, message)
    screen_message(session, feedback, message, wakes=not new.is_archive)
    return message


def screen_message(session: Session, feedback: Feedback, message: InboundMessage, *, wakes: bool) -> None:
    """Flag the feedback where these words sound like danger, alone or right after those before them: people text in
    pieces. Raised by a machine, cleared by people only."""
    found = screen(message.body) or _across(feedback, message)
    if found:
        _flag(session, feedback, found, wakes=wakes)


def _across(feedback: Feedback, message: InboundMessage) -> Found | None:
    words = (Meaning.FEEDBACK, Meaning.MORE)
    before = [each for each in feedback.messages if each is not message and each.meaning in words]
    if not before or not message.body.strip():
        return None
    last = before[-1].body
    found = screen(f"{last} {message.body}")
    return found if found and found.start < len(last) < found.end else None


def contact_of(session: Session, channel: Channel, address: str) -> Contact:
    """The contact with this number, made now where there is none; locked until the transaction ends.

    The lock lets others refer to the contact meanwhile: who holds a feedback may still write a text to it.
    """
    found = find_contact(session, channel, address, lock=True)
    if found is None:
        found = Contact(
            channel=channel,
            address=address,
            address_index=current_cipher().index(channel, address),
            created_at=clock.now(),
        )
        session.add(found)
        session.flush()
    return found


def find_contact(session: Session, channel: Channel, address: str, *, lock: bool = False) -> Contact | None:
    """The contact with this E.164 number on this channel, whichever key indexed it."""
    indexes = current_cipher().indexes(channel, address)
    statement = select(Contact).where(Contact.channel == channel, Contact.address_index.in_(indexes)).limit(1)
    return session.scalars(statement.with_for_update(key_share=True) if lock else statement).one_or_none()


def same_number(session: Session, contact: Contact) -> list[Contact]:
    """The contacts with the same number on the other channels that reach a phone, locked."""
    indexes = current_cipher().all_indexes(TEXT_CHANNELS, contact.address)
    others = select(Contact).where(Contact.address_index.in_(indexes), Contact.id != contact.id).order_by(Contact.id)
    return list(session.scalars(others.with_for_update(key_share=True)))


def find_by_token(session: Session, token: str) -> Feedback | None:
    """The feedback whose follow link holds this token, or None; once everything was erased the link leads nowhere."""
    indexes = current_cipher().indexes(FOLLOW_PURPOSE, token)
    mine = select(Feedback).where(Feedback.follow_index.in_(indexes), Feedback.erased_at.is_(None))
    return session.scalars(mine).unique().one_or_none()


def is_flagged(feedback: Feedback) -> bool:
    """Whether somebody may be in danger and nobody cleared it yet."""
    return any(flag.cleared_at is None for flag in feedback.flags)


def _language(new: NewFeedback, contact: Contact | None) -> tuple[str | None, KnownBy | None]:
    """The language of the words; a contact whose own language nobody said is written to in it from now on."""
    language = new.language or detect(new.words).language
    if contact is not None and new.spoken is not None and contact.language is None:
        contact.language, contact.language_by = new.spoken, KnownBy.PERSON
    if language is None:
        return None, None
    if contact is not None and contact.language_by not in {KnownBy.PERSON, KnownBy.STAFF}:
        contact.language, contact.language_by = language, KnownBy.DETECTED
    return language, KnownBy.DETECTED


def _flag(session: Session, feedback: Feedback, found: Found, *, wakes: bool) -> None:
    flag = SafetyFlag(feedback=feedback, note=f"{found.kind}: {found.phrase}", raised_at=clock.now())
    session.add(flag)
    session.flush()
    lifecycle.end_previews(session, feedback)
    lifecycle.changed(session, feedback, withdrawals.FOUND)
    withdrawals.for_safety(session, feedback)
    if wakes:
        alarms.sound(session, flag, feedback)


def _accepted(feedback: Feedback, *, is_repeat: bool) -> Accepted:
    return Accepted(feedback.id, feedback.reference, feedback.follow_token, is_repeat, is_flagged(feedback))
