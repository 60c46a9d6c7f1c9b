"""What a text does and what goes back, by what it was decided to be."""

from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from config.settings import Settings
from feedback_service import clock, consent, erasure, lifecycle
from feedback_service.conversation import commands, interview, previews, questions, verdicts
from feedback_service.conversation.choices import INTERVIEW, INVALID
from feedback_service.conversation.deciding import NO, OWN_WORDS, PRIVATE, YES
from feedback_service.conversation.questions import Asking
from feedback_service.conversation.turn import Reply, Turn, is_still_open
from feedback_service.intake import is_flagged
from feedback_service.models import Feedback, OutboundMessage, Question
from feedback_service.public_words import public_words
from feedback_service.safety.screening import screen
from feedback_service.safety.table import Danger
from feedback_service.texts import wording
from feedback_service.vocabulary import NOT_DELIVERED, Asked, Meaning, OutboundKind

SIGNPOST_AGAIN = timedelta(minutes=2)
"""A person in danger who goes on writing is shown the way again after this long, not with every text."""
ADDED = "added"


def reply(turn: Turn) -> Reply | None:
    """Do what the text asks for and return what is said to it, None for silence."""
    match turn.reading.meaning:
        case Meaning.KEYWORD:
            return commands.reply(turn)
        case Meaning.ANSWER if turn.reading.question is not None:
            said = _answer(turn)
            return None if _is_danger_about(turn) else said
        case Meaning.ANSWER:
            return None
        case Meaning.MACHINE:
            return None
    return _words(turn)


def most_replies() -> int:
    """How many direct replies one person gets in a day."""
    settings: Settings = current_app.extensions["settings"]
    return 3 * settings.texts_per_day


def _words(turn: Turn) -> Reply | None:
    """Feedback, or more of it. Somebody who may be in danger gets the signpost, and nothing else from a machine."""
    feedback = turn.feedback
    assert feedback is not None
    is_more = turn.reading.meaning == Meaning.MORE
    if is_more:
        _take_more(turn, feedback)
    if turn.is_danger:
        return (
            None
            if _has_signpost(turn)
            else Reply(wording.signpost(turn.voice, feedback.reference), OutboundKind.SIGNPOST)
        )
    if _is_danger_about(turn) or is_flagged(feedback) or turn.reading.is_silent:
        return None
    if turn.reading.choice == INVALID:
        return Reply(wording.say(turn.voice, "not_a_choice"))
    if is_more and turn.message.body.strip():
        key = "more" if turn.message.is_public_words else "added"
        return Reply(wording.say(turn.voice, key, reference=feedback.reference))
    if not is_more and turn.message.body.strip():
        questions.ask_for_consent(turn.session, feedback)
    return Reply(wording.receipt(turn.voice, _receipt_key(turn), feedback.reference, feedback.follow_token))


def _receipt_key(turn: Turn) -> str:
    if turn.message.body.strip():
        return "receipt"
    return "receipt_for_media" if turn.message.media_count else "receipt_without_words"


def _take_more(turn: Turn, feedback: Feedback) -> None:
    """More words: a yes to the board that was given before them does not cover them."""
    if turn.reading.question is not None:
        questions.answered(turn.session, turn.reading.question.id, ADDED)
    lifecycle.changed(turn.session, feedback, ADDED)
    # Whatever they add may be about the preview: a person reads it before a yes counts.
    questions.close(turn.session, {Asked.PREVIEW}, feedback.id)
    if not turn.message.is_public_words:
        return
    had_agreed = feedback.consent is True
    consent.ask_again(turn.session, feedback)
    if had_agreed and not is_flagged(feedback):
        questions.ask_for_consent(turn.session, feedback)


def _is_danger_about(turn: Turn) -> bool:
    """Whether a machine must not go on: only what the person asks for by a keyword, or to be erased, is answered."""
    asked = turn.reading.question
    is_erasure = asked is not None and asked.kind == Asked.ERASURE
    return not is_erasure and any(each.is_flagged for each in turn.state.known)


def _has_signpost(turn: Turn) -> bool:
    found = screen(turn.message.body)
    if found is not None and found.kind == Danger.EMERGENCY:
        return False
    lately = select(OutboundMessage.id).where(
        OutboundMessage.contact_id == turn.contact.id,
        OutboundMessage.kind == OutboundKind.SIGNPOST,
        OutboundMessage.status.not_in(NOT_DELIVERED),
        OutboundMessage.created_at > clock.now() - SIGNPOST_AGAIN,
    )
    return turn.session.scalar(lately.limit(1)) is not None


def _answer(turn: Turn) -> Reply | None:
    asked, feedback = turn.reading.question, turn.feedback
    assert asked is not None
    if asked.kind in INTERVIEW:
        return interview.reply(turn)
    if asked.kind == Asked.ERASURE:
        return _erasure(turn)
    if feedback is None:
        return None
    if asked.kind == Asked.VERDICT:
        return verdicts.reply(turn, feedback)
    if turn.reading.choice == INVALID:
        return _again(turn, asked.kind, feedback)
    question = questions.answered(turn.session, asked.id, turn.reading.choice)
    if asked.kind == Asked.QUESTIONS:
        if turn.reading.choice == YES:
            return interview.begin(turn, feedback)
        return Reply(wording.say(turn.voice, "questions_declined"))
    return _about_the_board(turn, feedback, question)


def _again(turn: Turn, kind: Asked, feedback: Feedback) -> Reply:
    """The same question once more; it stays open."""
    if kind == Asked.QUESTIONS:
        return Reply(wording.say(turn.voice, "questions_offer"))
    if kind == Asked.PREVIEW:
        words = public_words(feedback)
        return Reply(wording.preview(turn.voice, feedback.reference, feedback.follow_token, words))
    return Reply(wording.say(turn.voice, "consent_question", reference=feedback.reference))


def _about_the_board(turn: Turn, feedback: Feedback, question: Question) -> Reply | None:
    choice = turn.reading.choice
    is_public = False
    if choice == OWN_WORDS:
        turn.message.meaning = Meaning.MORE
        if not is_still_open(feedback):
            lifecycle.changed(turn.session, feedback, ADDED)
            return Reply(wording.say(turn.voice, "added", reference=feedback.reference))
        previews.reword(turn.session, feedback, turn.message)
        return Reply(wording.say(turn.voice, "reworded"))
    if choice in {NO, PRIVATE}:
        consent.settle(turn.session, feedback, agrees=False)
    elif question.kind == Asked.PREVIEW:
        is_public = previews.agree(turn.session, feedback, question)
    else:
        consent.settle(turn.session, feedback, agrees=True)
    if choice != OWN_WORDS:
        questions.close(turn.session, questions.CONSENT_ALIKE, feedback.id)
    if is_public and feedback.entry_id is not None:
        return Reply(wording.say(turn.voice, "published", link=wording.entry_link(feedback.entry_id)))
    said = wording.say(turn.voice, "consent_yes" if choice == YES else "consent_no")
    return _with_offer(turn, feedback, said)


def _with_offer(turn: Turn, feedback: Feedback, said: str) -> Reply:
    """The reply, and once in a person's life the offer of a few questions."""
    if questions.was_ever_asked(turn.session, turn.contact, Asked.QUESTIONS):
        return Reply(said)
    offer = wording.say(turn.voice, "questions_offer")
    return Reply(f"{said}\n{offer}", asks=Asking(Asked.QUESTIONS, feedback))


def _erasure(turn: Turn) -> Reply:
    asked = turn.reading.question
    assert asked is not None
    if turn.reading.choice == INVALID:
        return Reply(wording.say(turn.voice, "erase_question"))
    questions.answered(turn.session, asked.id, turn.reading.choice)
    if turn.reading.choice == NO:
        return Reply(wording.say(turn.voice, "erase_not"))
    # The words first: afterwards there is nobody whose language could be looked up.
    done, waits = wording.say(turn.voice, "erased"), wording.say(turn.voice, "erase_waits")
    if erasure.request_all(turn.session, turn.contact):
        return Reply(done, is_last=True)
    return Reply(waits)
