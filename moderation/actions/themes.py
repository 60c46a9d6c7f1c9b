"""Deciding what a piece of feedback is about."""

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_service import clock, lifecycle
from feedback_service.models import Feedback, FeedbackTheme, Theme
from moderation.actions.data import About, Refused
from moderation.auth.sessions import Member


def set_themes(session: Session, feedback: Feedback, member: Member, data: About) -> None:
    """The feedback is about exactly these themes. One that was retired meanwhile stays where it was given before."""
    given = session.scalars(select(FeedbackTheme.theme_id).where(FeedbackTheme.feedback_id == feedback.id)).all()
    wanted = session.scalars(select(Theme).where(Theme.slug.in_(data.slugs))).all()
    if len(wanted) < len(set(data.slugs)) or any(each.retired_at and each.id not in given for each in wanted):
        raise Refused("theme", _("One of these themes is not there any more. Look at the list again."))
    session.execute(delete(FeedbackTheme).where(FeedbackTheme.feedback_id == feedback.id))
    session.add_all(FeedbackTheme(feedback_id=feedback.id, theme_id=each.id) for each in wanted)
    feedback.themed_at = clock.now()
    lifecycle.changed(session, feedback, "themes_set", staff_id=member.id)
