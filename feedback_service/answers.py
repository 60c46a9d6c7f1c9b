"""Answers: when the person may read one, and whether the public may.

    written on published feedback ──> given at once, public
            on private feedback ────> given at once, not public: as personal as what was said
            on pending feedback ────> waits ──> given with the decision: published: public, private: not

What was given in private stays so when the feedback is published later, until somebody puts the
answer on the board by itself. Whatever was given, the person can read it on their page from then on.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import Feedback, Response
from feedback_service.vocabulary import Moderation

ANSWERABLE = frozenset({Moderation.PUBLISHED, Moderation.PRIVATE})
"""Where an answer reaches the person at once."""


def write(session: Session, feedback: Feedback, response: Response) -> None:
    """Store the answer to `feedback`, given at once where that was decided."""
    session.add(response)
    if feedback.status in ANSWERABLE:
        _give(feedback, response)


def waiting(session: Session, feedback: Feedback) -> list[Response]:
    """The answers that wait for the decision, oldest first."""
    statement = select(Response).where(Response.feedback_id == feedback.id, Response.given_at.is_(None))
    return list(session.scalars(statement.order_by(Response.id)))


def give_waiting(session: Session, feedback: Feedback) -> None:
    """Call with the decision, once the feedback is published or private: what waited for it is given."""
    for response in waiting(session, feedback):
        _give(feedback, response)


def _give(feedback: Feedback, response: Response) -> None:
    response.given_at = clock.now()
    response.is_public = feedback.status == Moderation.PUBLISHED
    feedback.answered_at = feedback.answered_at or response.given_at
