"""What a member of staff says about racism in some words: that it is about it, or that it is not, and why.

It stands in the history of the feedback like everything that staff say about it; the latest counts.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback_service import lifecycle
from feedback_service.models import Feedback, FeedbackHistory

JUDGED_SO, JUDGED_NOT = "racism_said", "racism_denied"
"""The lines of the history."""


@dataclass(frozen=True)
class Judgement:
    is_so: bool
    staff_id: int | None
    at: datetime


def judge(session: Session, feedback: Feedback, staff_id: int, *, is_so: bool, because: str | None) -> None:
    """Keep what a member says; `because` is for staff."""
    action = JUDGED_SO if is_so else JUDGED_NOT
    lifecycle.changed(session, feedback, action, staff_id=staff_id, reason=because)


def latest(session: Session, feedback: Feedback) -> Judgement | None:
    """What was said last, None where nobody said anything."""
    mine = select(FeedbackHistory).where(
        FeedbackHistory.feedback_id == feedback.id, FeedbackHistory.action.in_((JUDGED_SO, JUDGED_NOT))
    )
    line = session.scalars(mine.order_by(FeedbackHistory.id.desc()).limit(1)).unique().one_or_none()
    return Judgement(line.action == JUDGED_SO, line.staff_id, line.at) if line else None
