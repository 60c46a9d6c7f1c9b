"""What a simulated phone shows: the person's texts to the service and the texts that reached them."""

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select
from sqlalchemy.orm import Session

from channels.phone.handsets import FIRST, LAST, STARTERS, number_of
from feedback_service.intake import find_contact
from feedback_service.languages import supported_or_default
from feedback_service.models import Contact, Feedback, InboundMessage, OutboundMessage
from feedback_service.storage import current_cipher
from feedback_service.vocabulary import Channel, OutboundStatus

MOST_BUBBLES = 200
ARRIVED = (OutboundStatus.REPLIED, OutboundStatus.SENT, OutboundStatus.DELIVERED)


@dataclass(frozen=True)
class Piece:
    """A run of text; `link` is the path it leads to, None for plain words."""

    text: str
    link: str | None = None


@dataclass(frozen=True)
class Bubble:
    """One text. `language` is a BCP 47 code, None when unknown."""

    id: int
    at: datetime
    text: str
    is_own: bool
    language: str | None


@dataclass(frozen=True)
class Phone:
    """A handset with its latest text, None before the first."""

    handset: int
    latest: Bubble | None


def conversation(session: Session, handset: int) -> list[Bubble]:
    """The phone's texts, oldest first, at most the latest MOST_BUBBLES each way."""
    contact = find_contact(session, Channel.SMS, number_of(handset))
    return _bubbles(session, contact, MOST_BUBBLES) if contact else []


def phones(session: Session) -> list[Phone]:
    """Every handset that has texts, the busiest lately first, and the starters.

    Numbers are encrypted, so the thousand possible ones are looked for by their index.
    """
    cipher = current_cipher()
    by_index = {
        index: handset
        for handset in range(FIRST, LAST + 1)
        for index in cipher.indexes(Channel.SMS, number_of(handset))
    }
    statement = select(Contact).where(Contact.channel == Channel.SMS, Contact.address_index.in_(by_index))
    found: list[Phone] = []
    for contact in session.scalars(statement):
        latest = _bubbles(session, contact, 1)[-1:]
        if latest:
            found.append(Phone(by_index[contact.address_index], latest[0]))
    found.sort(key=lambda phone: phone.latest.at if phone.latest else datetime.min, reverse=True)
    known = {phone.handset for phone in found}
    return found + [Phone(handset, None) for handset in STARTERS if handset not in known]


def pieces(text: str, public_url: str) -> list[Piece]:
    """The text cut at the addresses of this service, which become links.

    A link holds the path only: it works whichever name the service is opened by, and never
    leads anywhere else. A full stop or bracket after an address is not part of it.
    """
    address = re.compile(re.escape(public_url) + r"(?![\w.:@-])(?P<path>/(?![/\\])[^\s<>\"]*)?")
    base, result, position = urlsplit(public_url).path, [], 0
    for match in address.finditer(text):
        end = match.start() + len(match.group().rstrip(".,;:!?)'"))
        path = (match.group("path") or "/")[: max(1, end - match.start() - len(public_url))]
        result += [Piece(text[position : match.start()]), Piece(text[match.start() : end], base + path)]
        position = end
    return [piece for piece in [*result, Piece(text[position:])] if piece.text]


def _bubbles(session: Session, contact: Contact, most: int) -> list[Bubble]:
    own = session.execute(
        select(InboundMessage, Feedback.language)
        .join(Feedback, InboundMessage.feedback_id == Feedback.id)
        .where(Feedback.contact_id == contact.id, InboundMessage.channel == Channel.SMS)
        .order_by(InboundMessage.id.desc())
        .limit(most)
    )
    arrived = session.scalars(
        select(OutboundMessage)
        .where(OutboundMessage.contact_id == contact.id, OutboundMessage.status.in_(ARRIVED))
        .order_by(OutboundMessage.id.desc())
        .limit(most)
    )
    language = supported_or_default(contact.language)
    bubbles = [Bubble(each.id, each.received_at, each.body, True, spoken) for each, spoken in own]
    bubbles += [Bubble(each.id, each.settled_at or each.created_at, each.body, False, language) for each in arrived]
    # A reply has the moment of the text that it answers, and stands below it.
    return sorted(bubbles, key=lambda bubble: (bubble.at, not bubble.is_own, bubble.id))
