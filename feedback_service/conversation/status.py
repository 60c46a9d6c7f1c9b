"""How something stands, in plain words for a text."""

from sqlalchemy.orm import Session

from feedback_service import answers
from feedback_service.models import Feedback
from feedback_service.texts import wording
from feedback_service.texts.wording import Voice
from feedback_service.vocabulary import Moderation, ResponseKind, Stage

_STAGE = {ResponseKind.DID: Stage.DID, ResponseKind.CANNOT: Stage.CANNOT, ResponseKind.DOING: Stage.DOING}


def in_words(session: Session, to: Voice, feedback: Feedback) -> str:
    """`K7M4-QX9D: It is on our board. We promised to do something by 1 December 2026. More: https://…`."""
    response = answers.latest(session, feedback)
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
