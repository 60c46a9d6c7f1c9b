"""Answers: when the person may read one, and whether the public may.

    written on published feedback ──> given at once, public
            on private feedback ────> given at once, not public: as personal as what was said
            on pending feedback ────> waits ──> given with the decision: published: public, private: not

An answer is written in English and, for a person who is written to in another language, in theirs
before it goes: until somebody has translated it, it waits whatever was decided.

What was given in private stays so when the feedback is published later, until somebody puts the
answer on the board by itself. What is said to everybody who was promised something is public where the
promise is. Whatever was given, the person can read it on their page from then on.
"""

from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.languages import DEFAULT, SPOKEN
from feedback_service.models import Feedback, Response, SharedAnswer
from feedback_service.sketches import sketch
from feedback_service.vocabulary import Moderation

ANSWERABLE = frozenset({Moderation.PUBLISHED, Moderation.PRIVATE})
"""Where an answer reaches the person at once."""


def language_of(feedback: Feedback) -> str:
    """The language that the person is answered in: theirs, else that of their words, English where neither is known."""
    known = (feedback.contact.language if feedback.contact else None) or feedback.language
    return known if known in SPOKEN else DEFAULT


def needs_translation(feedback: Feedback, response: Response) -> bool:
    """Whether the person could not read it yet in the language that they are written to in."""
    language = language_of(feedback)
    return DEFAULT != language != response.language and translation(response, language) is None


def translation(response: Response, language: str) -> str | None:
    """What the answer says in the language, None where nobody has translated it."""
    if response.translation and response.translation_language == language:
        return response.translation
    return next((each.words for each in response.translations if each.language == language), None)


def given_to(feedback_ids: Any) -> ColumnElement[bool]:
    """The answers that the people of this feedback were given: written for them, or for others in the same entry."""
    shared = select(SharedAnswer.response_id).where(
        SharedAnswer.feedback_id.in_(feedback_ids), SharedAnswer.given_at.is_not(None)
    )
    own = Response.feedback_id.in_(feedback_ids) & Response.given_at.is_not(None)
    return own | Response.id.in_(shared)


def latest(session: Session, feedback: Feedback) -> Response | None:
    """The latest answer that the person was given."""
    given = select(Response).where(given_to([feedback.id]))
    return session.scalars(given.order_by(Response.created_at.desc(), Response.id.desc()).limit(1)).one_or_none()


def write(session: Session, feedback: Feedback, response: Response) -> None:
    """Store the answer to `feedback`, given at once where that was decided and the person can read it."""
    response.sketch = sketch(response.words)
    session.add(response)
    if feedback.status in ANSWERABLE and not needs_translation(feedback, response):
        _give(feedback, response)


def waiting(session: Session, feedback: Feedback) -> list[Response]:
    """The answers that wait for the decision or a translation, oldest first."""
    statement = select(Response).where(Response.feedback_id == feedback.id, Response.given_at.is_(None))
    return list(session.scalars(statement.order_by(Response.id)))


def give_waiting(session: Session, feedback: Feedback) -> list[Response]:
    """Call with the decision, once the feedback is published or private, and when an answer was translated: what
    waited for it is given. Returns what was."""
    ready = [each for each in waiting(session, feedback) if not needs_translation(feedback, each)]
    for response in ready:
        _give(feedback, response)
    return ready


def translate(session: Session, feedback: Feedback, response: Response, words: str, staff_id: int) -> list[Response]:
    """Keep what the answer says in the person's language; returns what can be given by that."""
    response.translation, response.translation_language = words, language_of(feedback)
    response.translated_by = staff_id
    if feedback.status not in ANSWERABLE:
        return []
    return give_waiting(session, feedback)


def _give(feedback: Feedback, response: Response) -> None:
    response.given_at = clock.now()
    response.is_public = feedback.status == Moderation.PUBLISHED or _keeps_public_promise(response)
    feedback.answered_at = feedback.answered_at or response.given_at
    feedback.reopened_at = None


def _keeps_public_promise(response: Response) -> bool:
    """Whether it is for everybody who was promised it, and the board says that they were."""
    return response.entry_id is not None and response.keeps is not None and response.keeps.is_public
