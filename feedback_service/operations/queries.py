"""What the health and metrics addresses read from the database."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from feedback_service.models import Feedback, OutboundMessage
from feedback_service.vocabulary import Moderation


@dataclass(frozen=True)
class Figures:
    """How many there are by status, and since when the oldest undecided feedback waits."""

    feedback: dict[str, int]
    texts: dict[str, int]
    oldest_pending: datetime | None


def answers(session: Session) -> None:
    """Raise SQLAlchemyError when the database does not answer."""
    session.execute(text("SELECT 1"))


def figures(session: Session) -> Figures:
    """The figures at this moment."""
    feedback = session.execute(select(Feedback.status, func.count()).group_by(Feedback.status))
    texts = session.execute(select(OutboundMessage.status, func.count()).group_by(OutboundMessage.status))
    return Figures(
        feedback={str(status): count for status, count in feedback},
        texts={str(status): count for status, count in texts},
        oldest_pending=session.scalar(
            select(func.min(Feedback.received_at)).where(Feedback.status == Moderation.PENDING)
        ),
    )
