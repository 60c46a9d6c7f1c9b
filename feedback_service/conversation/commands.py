"""The keywords: stop and start, help, how it stands, private, delete, a language's name."""

from collections.abc import Callable

from sqlalchemy import select

from feedback_service import consent, erasure, lifecycle, outbox
from feedback_service.conversation import questions, status
from feedback_service.conversation.questions import Asking
from feedback_service.conversation.state import LASTS
from feedback_service.conversation.turn import Reply, Turn
from feedback_service.intake import same_number
from feedback_service.keywords.words import Keyword
from feedback_service.models import Feedback, InboundMessage
from feedback_service.texts import wording
from feedback_service.vocabulary import Asked, KnownBy

STOPPED, STARTED = "texts_stopped", "texts_started"


def reply(turn: Turn) -> Reply | None:
    """Do what the keyword says; None where the network has answered it."""
    keyword = turn.reading.keyword
    assert keyword is not None
    if turn.contact.language is None and turn.reading.language is not None:
        turn.contact.language, turn.contact.language_by = turn.reading.language, KnownBy.DETECTED
    said = _DOES[keyword](turn)
    return None if turn.reading.is_answered_by_network else said


def _stop(turn: Turn) -> Reply:
    if turn.contact.stopped_at is None and not _is_overtaken(turn):
        turn.contact.stopped_at = turn.message.received_at
        for other in same_number(turn.session, turn.contact):
            other.stopped_at = other.stopped_at or turn.message.received_at
        _on_record(turn, STOPPED)
    turn.contact.is_stopped_by_network |= turn.reading.is_answered_by_network
    return Reply(wording.say(turn.voice, "stopped"))


def _start(turn: Turn) -> Reply:
    if turn.contact.stopped_at is not None and not _is_overtaken(turn):
        turn.contact.stopped_at, turn.contact.is_stopped_by_network = None, False
        outbox.reopen(turn.session, turn.contact, outbox.STOPPED)
        for other in same_number(turn.session, turn.contact):
            other.stopped_at = other.stopped_at if other.is_stopped_by_network else None
        _on_record(turn, STARTED)
    return Reply(wording.say(turn.voice, "started"))


def _help(turn: Turn) -> Reply:
    return Reply(wording.help_text(turn.voice))


def _status(turn: Turn) -> Reply:
    feedback = turn.feedback
    if feedback is None:
        return Reply(_nothing_about(turn))
    return Reply(status.in_words(turn.session, turn.voice, feedback))


def _private(turn: Turn) -> Reply:
    feedback = turn.feedback
    if feedback is None:
        return Reply(_nothing_about(turn))
    consent.settle(turn.session, feedback, agrees=False)
    questions.close(turn.session, questions.CONSENT_ALIKE, feedback.id)
    return Reply(wording.say(turn.voice, "made_private", reference=feedback.reference))


def _delete(turn: Turn) -> Reply:
    if turn.state.has_stopped and _asked_before(turn):
        # The question whether they mean it cannot reach who asked for no more texts; asking twice is the answer.
        done = wording.say(turn.voice, "erased")
        erasure.request_all(turn.session, turn.contact)
        return Reply(done, is_last=True)
    return Reply(wording.say(turn.voice, "erase_question"), asks=Asking(Asked.ERASURE))


def _language(turn: Turn) -> Reply:
    turn.contact.language, turn.contact.language_by = turn.reading.language, KnownBy.PERSON
    return Reply(wording.say(turn.voice, "language_set"))


_DOES: dict[Keyword, Callable[[Turn], Reply]] = {
    Keyword.STOP: _stop,
    Keyword.START: _start,
    Keyword.HELP: _help,
    Keyword.STATUS: _status,
    Keyword.PRIVATE: _private,
    Keyword.DELETE: _delete,
    Keyword.LANGUAGE: _language,
}


def _asked_before(turn: Turn) -> bool:
    """Whether they texted the same keyword within the hour in which it would have been confirmed."""
    lately = select(InboundMessage.id).where(
        InboundMessage.contact_id == turn.contact.id,
        InboundMessage.id != turn.message.id,
        InboundMessage.about == Keyword.DELETE,
        InboundMessage.received_at > turn.message.received_at - LASTS[Asked.ERASURE],
    )
    return turn.session.scalar(lately.limit(1)) is not None


def _is_overtaken(turn: Turn) -> bool:
    """Whether a later stop or start came before this one, which an outage kept away."""
    later = select(InboundMessage.id).where(
        InboundMessage.contact_id == turn.contact.id,
        InboundMessage.about.in_((Keyword.STOP, Keyword.START)),
        InboundMessage.received_at > turn.message.received_at,
    )
    return turn.session.scalar(later.limit(1)) is not None


def _nothing_about(turn: Turn) -> str:
    if turn.reading.reference is not None:
        return wording.say(turn.voice, "status_unknown", reference=turn.reading.reference)
    return wording.say(turn.voice, "status_nothing")


def _on_record(turn: Turn, action: str) -> None:
    """On the history of everything that still could be answered: no text reaches the person about it, or again."""
    mine = select(Feedback).where(Feedback.contact_id == turn.contact.id, Feedback.erased_at.is_(None))
    for feedback in turn.session.scalars(
        mine.order_by(Feedback.id).with_for_update(of=Feedback, key_share=True)
    ).unique():
        lifecycle.changed(turn.session, feedback, action)
