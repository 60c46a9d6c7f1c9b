"""Taking in a text from a person, whichever channel brought it: one use case, one transaction.

    seen before? ── yes ──> the very same reply
         │ no
    the person's row, locked: their texts take turns ──> state ──> decide ──> replies ──> stored, with the reply

What is said is on disk before anybody is thanked, and nothing outside this process is asked meanwhile.
"""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from config.settings import Settings
from feedback_service import clock, outbox
from feedback_service.conversation import questions, replies
from feedback_service.conversation.deciding import Reading, decide
from feedback_service.conversation.state import State, state_of
from feedback_service.conversation.turn import Reply, Turn, feedback_of, is_still_open
from feedback_service.equality import by_text
from feedback_service.intake import (
    NewFeedback,
    add_message,
    check,
    contact_of,
    is_flagged,
    once,
    repeated,
    take_in,
)
from feedback_service.keywords.words import Keyword
from feedback_service.languages import spoken_or_default
from feedback_service.models import Contact, InboundMessage
from feedback_service.safety import on_call
from feedback_service.safety.screening import screen
from feedback_service.storage import transaction
from feedback_service.vocabulary import APART, UNASKED, Asked, Channel, Meaning, OutboundKind, OutboundStatus


@dataclass(frozen=True)
class Inbound:
    """One text, its shape already checked by the channel.

    `sender` is an E.164 number, None where nobody can be answered. `network_mark` is STOP, START or HELP
    where the network acted on it. `sent_at` is when they sent it, where that is not now.
    """

    channel: Channel
    provider_reference: str
    words: str
    sender: str | None
    media_count: int = 0
    network_mark: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Received:
    """`reply` is what goes back as the answer to the channel's own request, None for silence."""

    reply: str | None
    is_repeat: bool


def receive(inbound: Inbound, *, reply_later: bool = False) -> Received:
    """Store the text and return the reply once the commit is on disk.

    `reply_later`: there is no request to answer any more, so the reply goes through the outbox. A second
    delivery, concurrent or later, gets the very same reply and is not stored again. Raises ValueError
    for what no row can hold.
    """
    check(inbound.words, inbound.provider_reference)

    def store() -> Received:
        with transaction() as session:
            before = repeated(session, inbound.channel, inbound.provider_reference)
            if before is not None:
                return Received(_same_reply(session, before), is_repeat=True)
            if inbound.sender is None:
                take_in(session, _new(inbound), None)
                return Received(None, is_repeat=False)
            contact = contact_of(session, inbound.channel, inbound.sender)
            return Received(_turn(session, contact, inbound, reply_later=reply_later), is_repeat=False)

    return once(store)


def _turn(session: Session, contact: Contact, inbound: Inbound, *, reply_later: bool) -> str | None:
    moment = inbound.sent_at or clock.now()
    contact.wrote_at = max(contact.wrote_at or moment, moment)
    state = state_of(session, contact, moment, is_on_call=on_call.duty(_settings(), contact.address) is not None)
    is_danger = screen(inbound.words) is not None
    reading = decide(
        inbound.words,
        state,
        is_danger=is_danger,
        network_mark=inbound.network_mark,
        network_answers=inbound.channel == Channel.SMS,
    )
    message = _stored(session, contact, inbound, reading, state)
    is_danger = is_danger or _is_newly_flagged(message, state)
    turn = Turn(session, contact, message, reading, state, is_danger)
    if is_danger and inbound.network_mark == Keyword.STOP.upper():
        # What they wrote counts as what it says; that they asked the network to stop counts all the same.
        contact.stopped_at, contact.is_stopped_by_network = moment, True
    reply = replies.reply(turn)
    outbox.reopen(session, contact, outbox.WINDOW)
    if reply is None or not _may_reply(session, turn, reply):
        return None
    return _say(turn, reply, reply_later=reply_later)


def _is_newly_flagged(message: InboundMessage, state: State) -> bool:
    """Whether this text, with those before it, raised a flag."""
    if message.feedback is None or not is_flagged(message.feedback):
        return False
    return not any(each.is_flagged and each.reference == message.feedback.reference for each in state.known)


def _stored(session: Session, contact: Contact, inbound: Inbound, reading: Reading, state: State) -> InboundMessage:
    """The message as a row: with new feedback of its own, or with what it belongs to.

    A keyword stands in the thread of what we last wrote to them about, or with a person alone who told us nothing.
    """
    if reading.meaning == Meaning.FEEDBACK:
        return take_in(session, _new(inbound), contact).messages[0]
    latest = state.last_about or (state.known[0].reference if state.known else None)
    feedback = feedback_of(session, contact, reading.reference or latest)
    if reading.meaning == Meaning.MORE and feedback is not None:
        is_public = is_still_open(feedback) and not reading.is_for_staff and bool(inbound.words.strip())
        return add_message(session, feedback, _new(inbound), Meaning.MORE, is_public_words=is_public)
    question = reading.question
    message = InboundMessage(
        channel=inbound.channel,
        provider_reference=inbound.provider_reference,
        contact_id=contact.id,
        feedback_id=feedback.id if feedback else None,
        meaning=reading.meaning,
        about=_about(reading),
        is_public_words=False,
        body="" if question and question.kind in APART else inbound.words,
        media_count=inbound.media_count,
        received_at=inbound.sent_at or clock.now(),
    )
    session.add(message)
    session.flush()
    return message


def _about(reading: Reading) -> str | None:
    if reading.meaning == Meaning.MACHINE:
        return None
    return str(reading.keyword or (reading.question.kind if reading.question else UNASKED))


def _may_reply(session: Session, turn: Turn, reply: Reply) -> bool:
    """Nobody gets more replies in a day than a conversation needs, nor any after they asked for none; the signpost
    is always tried."""
    keyword, asked = turn.reading.keyword, turn.reading.question
    if reply.kind == OutboundKind.SIGNPOST:
        return True
    if turn.state.has_stopped and keyword != Keyword.START:
        return False
    if keyword == Keyword.DELETE or (asked is not None and asked.kind == Asked.ERASURE):
        return True
    return outbox.sent_today(session, turn.contact, {OutboundKind.RECEIPT}) < replies.most_replies()


def _say(turn: Turn, reply: Reply, *, reply_later: bool) -> str | None:
    session, contact = turn.session, turn.contact
    if reply.is_apart and reply_later:
        # Its words may stand nowhere but in the equality room, from where nothing is sent: the interview ends.
        return None
    kept, language = "" if reply.is_apart else reply.text, spoken_or_default(contact.language)
    if reply_later and reply.is_last:
        outbox.queue_last(session, Channel(contact.channel), contact.address, reply.text)
        return None
    if reply_later:
        message = outbox.queue_to(
            session, contact, turn.feedback, reply.kind, kept, language=language, in_reply_to=turn.message
        )
    else:
        message = outbox.replied(
            session,
            turn.message,
            reply.kind,
            kept,
            contact=None if reply.is_last else contact,
            feedback=turn.feedback,
            language=language,
        )
    session.flush()
    if reply.is_apart:
        by_text.keep(session, message, reply.text)
        message.segments = by_text.parts_of(language)
    if contact.is_stopped_by_network and reply.kind == OutboundKind.SIGNPOST:
        # Not even this gets through to who told the network to stop: staff must see that.
        outbox.settle(message, OutboundStatus.PERMANENT_FAILURE, outbox.STOPPED)
        return None
    if reply.asks is not None:
        questions.add(session, contact, message, reply.asks)
    return None if reply_later else reply.text


def _same_reply(session: Session, before: InboundMessage) -> str | None:
    text = outbox.reply_to(session, before)
    if text is None or text.status != OutboundStatus.REPLIED:
        return None
    return by_text.words_of(session, text) or text.body or None


def _new(inbound: Inbound) -> NewFeedback:
    return NewFeedback(
        channel=inbound.channel,
        provider_reference=inbound.provider_reference,
        words=inbound.words,
        media_count=inbound.media_count,
        sender=inbound.sender,
        received_at=inbound.sent_at,
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
