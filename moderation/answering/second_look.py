"""Whether an answer needs the look of a second member of staff before it goes."""

from sqlalchemy.orm import Session

from feedback_service import risk
from feedback_service.models import Feedback


def needs_review(session: Session, feedback: Feedback) -> bool:
    """Whether one member alone may not send it: what two decide is answered by two (`feedback_service.risk`)."""
    return bool(risk.needs_second(session, feedback))
