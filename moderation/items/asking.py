"""Whether the person can be asked about the words that the public would read, how the text would look, and what
became of asking."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import publishing
from feedback_service.agreed_words import are_words
from feedback_service.models import Feedback, OutboundMessage, Question
from feedback_service.public_words import public_words
from feedback_service.publishing import Obstacle
from feedback_service.texts import wording
from feedback_service.texts.cost import Estimate, estimate
from feedback_service.vocabulary import Asked, Moderation


class WhyNot(StrEnum):
    """Why the person cannot be asked by text."""

    NO_NUMBER = "no_number"
    STOPPED = "stopped"
    SAID_NO = "said_no"
    SAFETY_FLAG = "safety_flag"
    NO_WORDS = "no_words"


@dataclass(frozen=True)
class AskedBefore:
    """The latest preview. `answer` is what the person said, by code, None for silence; `is_open` while it can be
    answered; `is_current`: the words are still those that were shown."""

    at: datetime
    text: OutboundMessage
    answer: str | None
    is_open: bool
    is_current: bool


@dataclass(frozen=True)
class Asking:
    """`body` is the text as it would go, without the key to the person's own page, None where `why_not` says why."""

    why_not: WhyNot | None
    body: str | None
    cost: Estimate | None
    before: AskedBefore | None


def asking(session: Session, feedback: Feedback) -> Asking | None:
    """None where the person's word is not what it waits for, and they were never asked."""
    before = _before(session, feedback)
    found = publishing.obstacles(feedback)
    if feedback.status != Moderation.PENDING or not {Obstacle.CONSENT, Obstacle.PREVIEW} & set(found):
        return Asking(None, None, None, before) if before else None
    why_not = _why_not(feedback, found)
    if why_not is not None:
        return Asking(why_not, None, None, before)
    assert feedback.contact is not None
    to = wording.voice(session, feedback.contact.language)
    body = wording.preview(to, feedback.reference, feedback.follow_token, public_words(feedback))
    return Asking(None, body.replace(feedback.follow_token, "…"), estimate(body), before)


def _why_not(feedback: Feedback, found: list[Obstacle]) -> WhyNot | None:
    if feedback.contact is None:
        return WhyNot.NO_NUMBER
    if feedback.contact.stopped_at is not None:
        return WhyNot.STOPPED
    if feedback.consent is False:
        return WhyNot.SAID_NO
    if Obstacle.SAFETY_FLAG in found:
        return WhyNot.SAFETY_FLAG
    return WhyNot.NO_WORDS if Obstacle.NO_WORDS in found else None


def _before(session: Session, feedback: Feedback) -> AskedBefore | None:
    statement = select(Question).where(Question.feedback_id == feedback.id, Question.kind == Asked.PREVIEW)
    question = session.scalars(statement.order_by(Question.id.desc()).limit(1)).one_or_none()
    if question is None:
        return None
    return AskedBefore(
        at=question.created_at,
        text=question.outbound,
        answer=question.answer,
        is_open=question.closed_at is None,
        is_current=are_words(feedback, question.words_index),
    )
