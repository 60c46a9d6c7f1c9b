"""What responders may open: what is on the board, and what a moderator opened to them in private."""

from sqlalchemy import ColumnElement

from feedback_service.models import Feedback
from feedback_service.vocabulary import Moderation

IS_OPEN: ColumnElement[bool] = (Feedback.status == Moderation.PUBLISHED) | (
    (Feedback.status == Moderation.PRIVATE) & Feedback.open_to_responders
)
"""The same in SQL."""


def is_open(feedback: Feedback) -> bool:
    """Whether responders may open this feedback as it stands."""
    return feedback.status == Moderation.PUBLISHED or (
        feedback.status == Moderation.PRIVATE and feedback.open_to_responders
    )
