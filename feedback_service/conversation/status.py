"""How something stands, in plain words for a text."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service.models import Feedback, Response
from feedback_service.texts import wording
from feedback_service.texts.wording import Voice
from feedback_service.vocabulary import Moderation, ResponseKind, Stage

_STAGE = {ResponseKind.DID: Stage.DID, ResponseKind.CANNOT: Stage.CANNOT, ResponseKind.DOING: Stage.DOING}


def in_words(session: Session, to: Voice, feedback: Feedback) -> str:
    """`K7M4-QX9D: It is on our board. We promised to do something by 1 December 2026. More: https://…`."""
    response = _latest(session, feedback)
    stage = Stage.REOPENED if feedback.reopened_at else _STAGE[ResponseKind(response.kind)] if response else Stage.HEARD
    # Nobody rejected is promised an answer.
    is_closed = feedback.status == Moderation.REJECTED and response is None
    return wording.status(
        to,
        feedback.reference,
        feedback.follow_token,
        feedback.status,
        None if is_closed else stage,
        response.due_on if response else None,
    )


def _latest(session: Session, feedback: Feedback) -> Response | None:
    given = select(Response).where(Response.feedback_id == feedback.id, Response.given_at.is_not(None))
    return session.scalars(given.order_by(Response.created_at.desc(), Response.id.desc()).limit(1)).one_or_none()
