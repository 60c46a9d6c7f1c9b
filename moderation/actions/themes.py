"""Saying what a piece of feedback is about."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service.models import Feedback
from feedback_service.themes.deciding import NoSuchTheme, decide
from moderation.auth.sessions import Member
from moderation.told.data import About, Refused


def set_themes(session: Session, feedback: Feedback, member: Member, data: About) -> None:
    """It is about exactly these themes."""
    try:
        decide(session, feedback, data.slugs, member.id)
    except NoSuchTheme:
        raise Refused("theme", _("One of these themes is not there any more. Look at the list again.")) from None
