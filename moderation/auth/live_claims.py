"""Which claims count: those that did not run out, of a sign-in that is not over."""

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from feedback_service import clock, preferences
from feedback_service.models import Claim
from moderation.auth import sessions


def is_live(session: Session) -> tuple[ColumnElement[bool], ...]:
    """For claims that are joined with their sign-in and its member."""
    return Claim.expires_at > clock.now(), *sessions.is_live(preferences.read(session))
