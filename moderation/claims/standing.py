"""What happened to a feedback since a page of it was made: for the page to say so before anything is sent."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from feedback_service.models import Feedback, FeedbackHistory
from feedback_service.storage import reading
from moderation.auth.sessions import Member
from moderation.claims.overtaken import changes
from moderation.permissions import Action, allowed_actions, may_open


@dataclass(frozen=True)
class Standing:
    """`changes` are the lines of the history that the page does not have; `is_decided`: its status is another one
    now. `allowed` is what the member may do as it stands."""

    version: int
    is_decided: bool
    changes: list[FeedbackHistory]
    allowed: frozenset[Action]


def standing(reference: str, member: Member, since: int) -> Standing | None:
    """None for an unknown reference, and for one that the member may not open and could not then."""
    with reading() as session:
        wanted = select(Feedback).where(Feedback.reference == reference)
        feedback = session.scalars(wanted.options(selectinload(Feedback.flags))).unique().one_or_none()
        if feedback is None:
            return None
        if not may_open(member.role, feedback):
            lines = list(changes(reference, since))
            return Standing(feedback.version, True, lines, frozenset()) if lines else None
        history = select(FeedbackHistory).where(
            FeedbackHistory.feedback_id == feedback.id, FeedbackHistory.version > since
        )
        lines = list(session.scalars(history.order_by(FeedbackHistory.id)).unique())
        allowed = allowed_actions(member.role, feedback)
    is_decided = any(line.from_status != line.to_status for line in lines)
    return Standing(feedback.version, is_decided, lines, allowed)
