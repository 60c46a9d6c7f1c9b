"""Whether an answer needs the look of a second member of staff before it goes."""

from sqlalchemy.orm import Session

from feedback_service.models import Feedback


def needs_review(session: Session, feedback: Feedback) -> bool:  # noqa: ARG001
    """Whether one member alone may not send it: by the rule of the place, or of one above it."""
    place = feedback.place
    while place is not None and not place.needs_second:
        place = place.parent
    return place is not None
