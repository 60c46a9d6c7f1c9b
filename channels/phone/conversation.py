"""What a simulated phone shows: the person's messages to the service, and those that reached them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.phone.handsets import FIRST, LAST, STARTERS, Thread, handset_of, number_of
from config.settings import Settings
from feedback_service.equality import by_text
from feedback_service.intake import find_contact
from feedback_service.keywords.words import Keyword
from feedback_service.languages import DEFAULT, spoken_or_default
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.safety import on_call
from feedback_service.storage import current_cipher
from feedback_service.texts.segments import segments
from feedback_service.vocabulary import APART, TEXT_CHANNELS, Channel, Meaning, OutboundKind, OutboundStatus

MOST_BUBBLES = 200
LATEST_ALERTS = 50
"""How far back alerts are looked through: whom one goes to is encrypted, so each has to be opened."""
ARRIVED = (OutboundStatus.REPLIED, OutboundStatus.SENT, OutboundStatus.DELIVERED)
_WORDS = (Meaning.FEEDBACK, Meaning.MORE)


class Notice(StrEnum):
    """What a line below the messages says. `network_stopped`: the network has answered STOP itself."""

    NETWORK_STOPPED = "network_stopped"
    STOPPED = "stopped"
    ERASED = "erased"


@dataclass(frozen=True)
class Bubble:
    """One message. `language` is a BCP 47 code, None when unknown; `parts` what it costs on a text line, None for
    what is not charged by parts. `is_apart`: its words are kept nowhere but with the equality answers, or no more."""

    id: int
    at: datetime
    text: str
    is_own: bool
    language: str | None
    parts: int | None = None
    is_apart: bool = False


@dataclass(frozen=True)
class Conversation:
    """Oldest first, at most the latest MOST_BUBBLES each way."""

    bubbles: tuple[Bubble, ...] = ()
    notice: Notice | None = None


@dataclass(frozen=True)
class Phone:
    """A thread with its latest message, None before the first, and whether alerts to those on call go there."""

    thread: Thread
    latest: Bubble | None
    is_on_call: bool = False


def conversation(session: Session, channel: Channel, number: str) -> Conversation:
    """Everything that this number (E.164) sees of its messages with the service on this channel."""
    contact = find_contact(session, channel, number)
    own = _own(session, contact, MOST_BUBBLES) if contact else []
    arrived = _arrived(session, contact, MOST_BUBBLES) if contact else []
    texts = [*arrived, *_addressed(session, channel).get(number, [])]
    bubbles = [_sent(each, spoken) for each, spoken in own] + [_received(session, contact, each) for each in texts]
    # A reply has the moment of the text that it answers, and stands below it.
    bubbles.sort(key=lambda bubble: (bubble.at, not bubble.is_own, bubble.id))
    has_stopped = contact is not None and contact.stopped_at is not None
    return Conversation(tuple(bubbles), _stopped([each for each, _ in own], arrived) if has_stopped else None)


def is_known(session: Session, channel: Channel, number: str) -> bool:
    """Whether the service still knows this number: an erasure ends that."""
    return find_contact(session, channel, number) is not None


def phones(session: Session, settings: Settings) -> list[Phone]:
    """Every thread that has messages, the busiest lately first, then who is on call and the starters.

    Numbers are encrypted, so the thousand possible ones are looked for by their index.
    """
    cipher, addressed, alerted = current_cipher(), _addressed(session, Channel.SMS), _alerted(settings)
    by_index = {
        index: Thread(handset, channel)
        for handset in range(FIRST, LAST + 1)
        for channel in TEXT_CHANNELS
        for index in cipher.indexes(channel, number_of(handset))
    }
    statement = select(Contact).where(Contact.channel.in_(TEXT_CHANNELS), Contact.address_index.in_(by_index))
    latest = {Thread(handset): _latest(session, None, texts) for handset, texts in _handsets(addressed).items()}
    for contact in session.scalars(statement):
        thread = by_index[contact.address_index]
        texts = addressed.get(thread.number, []) if thread.channel == Channel.SMS else []
        latest[thread] = _latest(session, contact, texts)
    found = [Phone(thread, bubble, thread in alerted) for thread, bubble in latest.items() if bubble]
    found.sort(key=lambda phone: phone.latest.at if phone.latest else datetime.min, reverse=True)
    known = {phone.thread for phone in found}
    unused = dict.fromkeys([*alerted, *map(Thread, STARTERS)])
    return found + [Phone(thread, None, thread in alerted) for thread in unused if thread not in known]


def _alerted(settings: Settings) -> list[Thread]:
    """The phones on which alerts can be seen."""
    numbers = [each.address for each in on_call.everybody(settings) if each.channel == Channel.SMS]
    return [Thread(handset) for handset in map(handset_of, numbers) if handset is not None]


def _handsets(addressed: dict[str, list[OutboundMessage]]) -> dict[int, list[OutboundMessage]]:
    return {handset: texts for number, texts in addressed.items() if (handset := handset_of(number)) is not None}


def _latest(session: Session, contact: Contact | None, texts: Collection[OutboundMessage]) -> Bubble | None:
    bubbles = [_received(session, contact, each) for each in texts]
    if contact is not None:
        bubbles += [_sent(each, spoken) for each, spoken in _own(session, contact, 1)]
        bubbles += [_received(session, contact, each) for each in _arrived(session, contact, 1)]
    return max(bubbles, key=lambda bubble: (bubble.at, not bubble.is_own, bubble.id), default=None)


def _own(session: Session, contact: Contact, most: int) -> list[tuple[InboundMessage, str | None]]:
    """What they sent, whatever it meant, with the language of what it belongs to."""
    statement = (
        select(InboundMessage, Feedback.language)
        .outerjoin(Feedback, InboundMessage.feedback_id == Feedback.id)
        .where(InboundMessage.contact_id == contact.id, InboundMessage.channel == contact.channel)
        .order_by(InboundMessage.id.desc())
        .limit(most)
    )
    return [(message, language) for message, language in session.execute(statement)]


def _arrived(session: Session, contact: Contact, most: int) -> list[OutboundMessage]:
    statement = select(OutboundMessage).where(
        OutboundMessage.contact_id == contact.id, OutboundMessage.status.in_(ARRIVED)
    )
    return list(session.scalars(statement.order_by(OutboundMessage.id.desc()).limit(most)))


def _addressed(session: Session, channel: Channel) -> dict[str, list[OutboundMessage]]:
    """What arrived at a number that belongs to no contact: alerts to those on call, the last word of an erasure."""
    statement = select(OutboundMessage).where(
        OutboundMessage.channel == channel,
        OutboundMessage.kind.in_((OutboundKind.ALERT, OutboundKind.RECEIPT)),
        OutboundMessage.address.is_not(None),
        OutboundMessage.status.in_(ARRIVED),
    )
    found: dict[str, list[OutboundMessage]] = {}
    for message in session.scalars(statement.order_by(OutboundMessage.id.desc()).limit(LATEST_ALERTS)):
        if message.address and message.body:
            found.setdefault(message.address, []).append(message)
    return found


def _stopped(own: Collection[InboundMessage], arrived: Collection[OutboundMessage]) -> Notice:
    """Who told them that no more messages come: where the service said nothing to their STOP, the network did."""
    last = next((each for each in own if each.meaning == Meaning.KEYWORD and each.about == Keyword.STOP), None)
    is_answered = last is None or any(each.in_reply_to_id == last.id for each in arrived)
    is_network = not is_answered and last is not None and last.channel == Channel.SMS
    return Notice.NETWORK_STOPPED if is_network else Notice.STOPPED


def _sent(message: InboundMessage, spoken: str | None) -> Bubble:
    language = spoken if message.meaning in _WORDS else None
    is_apart = not message.body and message.about in APART
    return Bubble(message.id, message.received_at, message.body, True, language, is_apart=is_apart)


def _received(session: Session, contact: Contact | None, message: OutboundMessage) -> Bubble:
    # Only the equality room has the words of a text that stands without any here.
    words = message.body or by_text.words_of(session, message) or ""
    return Bubble(
        message.id,
        message.settled_at or message.created_at,
        words,
        False,
        message.language or (spoken_or_default(contact.language) if contact else DEFAULT),
        parts=None if message.channel == Channel.WHATSAPP else segments(words) if words else message.segments,
        is_apart=not words,
    )
