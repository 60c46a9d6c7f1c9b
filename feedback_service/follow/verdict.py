"""Did this answer you? Asked on the person's own page as well, for who is not texted or would rather say it there."""

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import answers, lifecycle
from feedback_service.conversation import questions, verdicts
from feedback_service.follow.consent import UnknownLink
from feedback_service.intake import NewFeedback, add_message, find_by_token, repeated
from feedback_service.models import Feedback, GivenVerdict
from feedback_service.safety.screening import screen
from feedback_service.storage import reading, transaction
from feedback_service.vocabulary import Asked, Channel, Meaning, Verdict

ADDED = "added"


def say(token: str, response_id: int, verdict: Verdict, missing: str) -> bool:
    """Keep the verdict about the answer that the page showed, and what the person says is missing.

    The same verdict or words twice change nothing. True when the words sound as if somebody is in danger.
    Raises UnknownLink for an unknown link or an answer that is not the latest any more: the page then shows
    the newer one.
    """
    with reading() as session:
        found = find_by_token(session, token)
    if found is None:
        raise UnknownLink
    with transaction() as session:
        feedback = lifecycle.locked(session, found.reference)
        if feedback is None or asked_about(session, feedback) != response_id:
            raise UnknownLink
        is_danger = bool(missing) and _add(session, feedback, response_id, missing)
        if _latest(session, feedback, response_id) != verdict:
            verdicts.take(session, feedback, verdict, response_id)
        questions.close(session, {Asked.VERDICT}, feedback.id)
        return is_danger


def asked_about(session: Session, feedback: Feedback) -> int | None:
    """The answer that the page asks about: the latest that was given to this person."""
    latest = answers.latest(session, feedback)
    return latest.id if latest is not None else None


def given(session: Session, feedback: Feedback) -> Verdict | None:
    """What the person said about that answer, None before they did."""
    response_id = asked_about(session, feedback)
    return _latest(session, feedback, response_id) if response_id is not None else None


def _latest(session: Session, feedback: Feedback, response_id: int) -> Verdict | None:
    mine = select(GivenVerdict.verdict).where(
        GivenVerdict.feedback_id == feedback.id, GivenVerdict.response_id == response_id
    )
    found = session.scalar(mine.order_by(GivenVerdict.id.desc()).limit(1))
    return Verdict(found) if found else None


def _add(session: Session, feedback: Feedback, response_id: int, words: str) -> bool:
    """What is missing is for staff: nothing of it gets on the board by being said here."""
    reference = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{feedback.follow_token}\n{response_id}\n{words}"))
    if repeated(session, Channel.WEB, reference) is None:
        new = NewFeedback(channel=Channel.WEB, provider_reference=reference, words=words)
        add_message(session, feedback, new, Meaning.MORE, is_public_words=False)
        lifecycle.changed(session, feedback, ADDED)
    return screen(words) is not None
