"""Deciding what a piece of feedback is about."""

from collections.abc import Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle
from feedback_service.models import Feedback, FeedbackTheme, Theme


class NoSuchTheme(Exception):
    """One of the themes does not exist, or is retired and was not given before."""


def decide(session: Session, feedback: Feedback, slugs: Collection[str], staff_id: int) -> None:
    """The feedback is about exactly these themes; none of them is a decision too. Raises NoSuchTheme."""
    mine = FeedbackTheme.feedback_id == feedback.id
    given = session.scalars(select(FeedbackTheme.theme_id).where(mine)).all()
    wanted = session.scalars(select(Theme).where(Theme.slug.in_(slugs))).all()
    if len(wanted) < len(set(slugs)) or any(each.retired_at and each.id not in given for each in wanted):
        raise NoSuchTheme
    session.execute(delete(FeedbackTheme).where(mine))
    session.add_all(FeedbackTheme(feedback_id=feedback.id, theme_id=each.id) for each in wanted)
    feedback.themed_at = clock.now()
    lifecycle.changed(session, feedback, "themes_set", staff_id=staff_id)
