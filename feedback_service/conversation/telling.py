"""Telling people the answer: the words themselves, in their language, with the link and the question whether it helped.

A public answer is for everybody whose feedback stands in the entry; so is a promise that was kept.
"""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import answers, lifecycle, outbox, publishing
from feedback_service.conversation import questions
from feedback_service.conversation.questions import Asking
from feedback_service.models import Feedback, Response
from feedback_service.storage import reading, transaction
from feedback_service.texts import wording
from feedback_service.vocabulary import Asked, Moderation, OutboundKind, ResponseKind

GIVEN = "answer_given"


def tell(session: Session, feedback: Feedback, given: Sequence[Response]) -> None:
    """Text the answers that can be read from now on: one text to a person however many they are."""
    if not given:
        return
    key = key_for(session, feedback, given)
    for each in _everybody(session, feedback, given):
        _tell_one(session, each, given, key)


def key_for(session: Session, feedback: Feedback, given: Sequence[Response]) -> str:
    """Which text carries these answers: that a promise was kept, or an answer like any other."""
    return "promise_kept" if _keeps_promise(session, feedback, given) else "answer"


def tell_what_waited() -> int:
    """Give the answers that wait for nothing any more, such as a translation for a person who has since chosen another
    language; returns of how many feedback. An idempotent sweep."""
    with reading() as session:
        waiting = select(Feedback.reference).join(Response, Response.feedback_id == Feedback.id)
        waiting = waiting.where(Response.given_at.is_(None), Feedback.status.in_(answers.ANSWERABLE)).distinct()
        references = list(session.scalars(waiting))
    return sum(_give_one(reference) for reference in references)


def _give_one(reference: str) -> bool:
    with transaction() as session:
        feedback = lifecycle.locked(session, reference)
        if feedback is None or feedback.status not in answers.ANSWERABLE:
            return False
        given = answers.give_waiting(session, feedback)
        if given:
            lifecycle.changed(session, feedback, GIVEN)
            tell(session, feedback, given)
            publishing.refresh(session, feedback)
        return bool(given)


def as_text(session: Session, feedback: Feedback, given: Sequence[Response], key: str = "answer") -> str:
    """The text as this person would get it."""
    language = answers.language_of(feedback)
    words = "\n".join(_in(language, each) for each in given)
    to = wording.voice(session, language)
    return wording.answer(to, key, feedback.reference, feedback.follow_token, given[-1].signed_as, words)


def _tell_one(session: Session, feedback: Feedback, given: Sequence[Response], key: str) -> None:
    if feedback.contact is None:
        return
    session.flush()
    body, language = as_text(session, feedback, given, key), answers.language_of(feedback)
    text = outbox.queue(session, feedback, OutboundKind.ANSWER, body, language=language)
    if text is not None and feedback.contact.stopped_at is None:
        session.flush()
        asking = Asking(Asked.VERDICT, feedback, response_id=given[-1].id)
        questions.add(session, feedback.contact, text, asking)


def _in(language: str, response: Response) -> str:
    """The answer in the language where it has it; for somebody else's language it goes out as it was written."""
    has_it = response.translation and response.translation_language == language
    words = response.translation if has_it and response.translation else response.words
    return f"{words} {response.evidence}" if response.evidence and not has_it else words


def _keeps_promise(session: Session, feedback: Feedback, given: Sequence[Response]) -> bool:
    if given[-1].kind != ResponseKind.DID:
        return False
    earlier = select(Response.id).where(
        Response.feedback_id == feedback.id,
        Response.kind == ResponseKind.DOING,
        Response.given_at.is_not(None),
        Response.id.not_in([each.id for each in given if each.id is not None]),
    )
    return session.scalar(earlier.limit(1)) is not None


def _everybody(session: Session, feedback: Feedback, given: Sequence[Response]) -> list[Feedback]:
    if feedback.entry_id is None or not any(each.is_public for each in given):
        return [feedback]
    together = select(Feedback).where(Feedback.entry_id == feedback.entry_id, Feedback.status == Moderation.PUBLISHED)
    people: dict[int | None, Feedback] = {feedback.contact_id: feedback}
    for each in session.scalars(together.order_by(Feedback.id)).unique():
        people.setdefault(each.contact_id, each)
    return list(people.values())
