"""What happened to feedback that somebody had open and may not open any more."""

from collections.abc import Sequence

from sqlalchemy import select

from feedback_service.answers import ANSWERABLE
from feedback_service.models import Feedback, FeedbackHistory
from feedback_service.storage import reading


def changes(reference: str, since: int | None) -> Sequence[FeedbackHistory]:
    """The lines of the history after version `since`; none unless it stood open to be answered then.

    Without that condition a made-up version would show a responder the record of what was never theirs.
    """
    if since is None:
        return []
    with reading() as session:
        mine = select(FeedbackHistory).join(Feedback, Feedback.id == FeedbackHistory.feedback_id)
        mine = mine.where(Feedback.reference == reference.upper())
        then = session.scalars(mine.where(FeedbackHistory.version == since)).unique().one_or_none()
        if then is None or then.to_status not in ANSWERABLE:
            return []
        later = mine.where(FeedbackHistory.version > since).order_by(FeedbackHistory.id)
        return session.scalars(later).unique().all()
