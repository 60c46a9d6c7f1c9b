"""Asking a person something by text, and closing what was asked."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from feedback_service import clock, outbox
from feedback_service.conversation.state import LASTS
from feedback_service.models import Contact, Feedback, OutboundMessage, Question
from feedback_service.texts import wording
from feedback_service.vocabulary import Asked, OutboundKind

CONSENT_ALIKE = (Asked.CONSENT, Asked.PREVIEW)
KEPT_APART = "kept apart"
"""The answer on record to a question whose answer stands in the equality room."""


@dataclass(frozen=True)
class Asking:
    """A question that a text ends with."""

    kind: Asked
    feedback: Feedback | None = None
    words_index: str | None = None
    staff_id: int | None = None
    seconded_by: int | None = None
    response_id: int | None = None


def add(session: Session, contact: Contact, text: OutboundMessage, asking: Asking) -> None:
    """Keep that this text asks. An older question stays open until this text is on its way: a reply may be to it."""
    session.flush()
    session.add(
        Question(
            contact_id=contact.id,
            feedback_id=asking.feedback.id if asking.feedback else None,
            outbound_id=text.id,
            kind=asking.kind,
            created_at=clock.now(),
            words_index=asking.words_index,
            staff_id=asking.staff_id,
            seconded_by=asking.seconded_by,
            response_id=asking.response_id,
        )
    )


def close(session: Session, kinds: Collection[Asked], feedback_id: int | None) -> None:
    """End the open questions of these kinds about this feedback without an answer; those not sent yet are not asked."""
    session.flush()
    mine = (
        Question.closed_at.is_(None)
        & Question.kind.in_(kinds)
        & (Question.feedback_id == feedback_id if feedback_id is not None else Question.feedback_id.is_(None))
    )
    texts = session.scalars(select(Question.outbound_id).where(mine)).all()
    session.execute(update(Question).where(mine).values(closed_at=clock.now()))
    outbox.call_off(session, texts)


def answered(session: Session, question_id: int, answer: str | None) -> Question:
    """Close a question with what was said, and older ones of its kind about the same feedback with it."""
    question = session.get_one(Question, question_id)
    question.closed_at, question.answer = clock.now(), answer
    if question.feedback_id is not None:
        close(session, {Asked(question.kind)}, question.feedback_id)
    return question


def open_preview(session: Session, feedback: Feedback) -> Question | None:
    """The latest preview that can still be answered, sent or on its way."""
    statement = select(Question).where(
        Question.feedback_id == feedback.id,
        Question.kind == Asked.PREVIEW,
        Question.closed_at.is_(None),
        Question.created_at > clock.now() - LASTS[Asked.PREVIEW],
    )
    return session.scalars(statement.order_by(Question.id.desc()).limit(1)).one_or_none()


def was_ever_asked(session: Session, contact: Contact, kind: Asked) -> bool:
    """Whether this person was asked this before."""
    statement = select(Question.id).where(Question.contact_id == contact.id, Question.kind == kind)
    return session.scalar(statement.limit(1)) is not None


def ask_for_consent(session: Session, feedback: Feedback) -> None:
    """May the words stand on the board? A text of its own, after the receipt."""
    contact = feedback.contact
    if contact is None or contact.stopped_at is not None:
        return
    to = wording.voice(session, contact.language)
    body = wording.say(to, "consent_question", reference=feedback.reference)
    text = outbox.queue(session, feedback, OutboundKind.QUESTION, body, language=to.language)
    if text is not None:
        add(session, contact, text, Asking(Asked.CONSENT, feedback))
