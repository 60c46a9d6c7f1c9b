"""Telling people the answer: the words themselves, in their language, with the link and the question whether it helped.

A public answer is for everybody whose feedback stands in the entry (`feedback_service.sharing`); so is a promise that
was kept. Each is told with their own feedback locked, after the answer was stored.
"""

from collections.abc import Sequence

import structlog
from sqlalchemy import Select, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from feedback_service import answers, lifecycle, outbox, publishing, sharing
from feedback_service.conversation import questions
from feedback_service.conversation.questions import Asking
from feedback_service.models import Contact, Feedback, Response, SharedAnswer
from feedback_service.storage import reading, transaction
from feedback_service.texts import wording
from feedback_service.vocabulary import Asked, OutboundKind, ResponseKind

GIVEN = "answer_given"
log = structlog.get_logger()


def tell(session: Session, feedback: Feedback, given: Sequence[Response]) -> None:
    """Text the answers that can be read from now on: one text to a person however many they are."""
    if not given:
        return
    _tell_one(session, feedback, given, key_for(session, feedback, given))


def tell_another_day(session: Session, feedback: Feedback, promise: Response) -> None:
    """Text everybody who was promised it that it will be another day; the reason is on their page.

    The caller has locked every feedback that the promise was given to.
    """
    assert promise.due_on is not None
    shared = select(SharedAnswer.feedback_id).where(
        SharedAnswer.response_id == promise.id, SharedAnswer.given_at.is_not(None)
    )
    others = session.scalars(select(Feedback).where(Feedback.id.in_(shared)).order_by(Feedback.id)).unique()
    # One text to a person, however many feedback of theirs it answers.
    people = {each.contact_id: each for each in (*others, feedback)}
    for each in people.values():
        if each.contact is not None:
            language = answers.language_of(each)
            to = wording.voice(session, language)
            body = wording.another_day(to, each.reference, each.follow_token, promise.due_on)
            outbox.queue(session, each, OutboundKind.ANSWER, body, language=language)


def key_for(session: Session, feedback: Feedback, given: Sequence[Response]) -> str:
    """Which text carries these answers: that a promise was kept, or an answer like any other."""
    return "promise_kept" if _keeps_promise(session, feedback, given) else "answer"


def tell_what_waited() -> int:
    """Give the answers that wait for nothing any more, such as a translation for a person who has since chosen another
    language, or the end of the transaction that made them several people's; returns of how many feedback. An
    idempotent sweep."""
    with reading() as session:
        own = select(Feedback.reference).join(Response, Response.feedback_id == Feedback.id)
        own = own.where(Response.given_at.is_(None), Feedback.status.in_(answers.ANSWERABLE)).distinct()
        references = {*session.scalars(own), *session.scalars(_share_waits())}
    return sum(_give_one(reference) for reference in sorted(references))


def give_shared(entry_id: int) -> None:
    """The same for everybody in one entry, right after something about it was committed. What fails here, the sweep
    does a minute later."""
    with reading() as session:
        references = list(session.scalars(_share_waits().where(Feedback.entry_id == entry_id)))
    for reference in references:
        try:
            _give_one(reference)
        except SQLAlchemyError as error:
            log.warning("shared_answer_waits_for_the_sweep", kind=type(error).__name__)


def _share_waits() -> Select[str]:
    shared = select(Feedback.reference).join(SharedAnswer, SharedAnswer.feedback_id == Feedback.id)
    shared = shared.join(Response, Response.id == SharedAnswer.response_id)
    waits = sharing.still_waits(Feedback.entry_id), Feedback.status.in_(answers.ANSWERABLE)
    return shared.where(*waits).distinct().order_by(Feedback.reference)


def _give_one(reference: str) -> bool:
    with transaction() as session:
        # Of two feedback of one person, the second to get the answer must see that the first has it.
        mine = select(Contact.id).join(Feedback, Feedback.contact_id == Contact.id)
        session.execute(mine.where(Feedback.reference == reference).with_for_update(of=Contact, key_share=True))
        feedback = lifecycle.locked(session, reference)
        if feedback is None or feedback.status not in answers.ANSWERABLE:
            return False
        given = give_all(session, feedback)
        if given:
            lifecycle.changed(session, feedback, GIVEN)
            publishing.refresh(session, feedback, given)
        return bool(given)


def give_all(session: Session, feedback: Feedback) -> list[Response]:
    """Give locked and decided feedback every answer that can be read, its own and the entry's, and tell the person."""
    shared = sharing.give(session, feedback)
    own = answers.give_waiting(session, feedback)
    given = sorted([*own, *shared], key=lambda each: (each.created_at, each.id))
    tell(session, feedback, sharing.new_to_person(session, feedback, given))
    return given


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
    """The answer in the language where it has it, else as it was written."""
    translated = answers.translation(response, language)
    if translated is not None:
        return translated
    return f"{response.words} {response.evidence}" if response.evidence else response.words


def _keeps_promise(session: Session, feedback: Feedback, given: Sequence[Response]) -> bool:
    if given[-1].kind != ResponseKind.DID:
        return False
    earlier = select(Response.id).where(
        answers.given_to([feedback.id]),
        Response.kind == ResponseKind.DOING,
        Response.id.not_in([each.id for each in given if each.id is not None]),
    )
    return session.scalar(earlier.limit(1)) is not None
