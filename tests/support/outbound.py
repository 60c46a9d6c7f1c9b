"""Texts that wait to be sent, and what became of them."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from feedback_service import outbox
from feedback_service.intake import NewFeedback, accept, contact_of
from feedback_service.models import Contact, Feedback, OutboundMessage
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import TEXT_CHANNELS, Channel, OutboundKind, OutboundStatus
from tests.conftest import JOAN


@dataclass(frozen=True)
class Outcome:
    """What a test asks of a text."""

    status: OutboundStatus
    error_code: str | None
    reference: str | None
    attempts: int


def queue_answers(
    *bodies: str, channel: Channel = Channel.SMS, to: str = JOAN, kind: OutboundKind = OutboundKind.ANSWER
) -> None:
    """Each of these goes to Joan, or whoever has that number. Needs an application context."""
    with transaction() as session:
        contact = contact_of(session, channel, to)
        for body in bodies:
            outbox.queue_to(session, contact, None, kind, body)


def queue_answer_to_feedback(body: str, channel: Channel = Channel.WHATSAPP) -> Feedback:
    """Joan said something, and this goes back to her."""
    said = accept(NewFeedback(channel, f"SM{uuid.uuid4().hex}", "Hello", sender=JOAN, sender_channel=channel))
    with transaction() as session:
        feedback = session.get_one(Feedback, said.feedback_id)
        outbox.queue(session, feedback, OutboundKind.ANSWER, body)
        return feedback


def wrote(at: datetime | None, channel: Channel = Channel.WHATSAPP) -> None:
    """Joan's latest text came then."""
    with transaction() as session:
        contact_of(session, channel, JOAN).wrote_at = at


def stopped_at(channel: Channel = Channel.SMS) -> datetime | None:
    """Since when Joan gets no texts."""
    with reading() as session:
        return session.scalars(select(Contact.stopped_at).where(Contact.channel == channel)).one()


def rows() -> list[OutboundMessage]:
    """Every text, in the order in which they were written."""
    with reading() as session:
        return list(session.scalars(select(OutboundMessage).order_by(OutboundMessage.id)))


def outcomes() -> list[Outcome]:
    """What became of every text so far."""
    return [Outcome(OutboundStatus(r.status), r.error_code, r.provider_reference, r.attempts) for r in rows()]


def claimed() -> outbox.Claimed:
    """The next text, claimed."""
    text = outbox.claim_next(TEXT_CHANNELS)
    assert text
    return text
