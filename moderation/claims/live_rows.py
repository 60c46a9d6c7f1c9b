"""Which claims count."""

from sqlalchemy import ColumnElement

from feedback_service import clock
from feedback_service.models import Claim, Staff, StaffSession


def is_live() -> tuple[ColumnElement[bool], ...]:
    """The claims that count; to be joined with their sign-in and its member."""
    moment = clock.now()
    return (
        Claim.expires_at > moment,
        StaffSession.ended_at.is_(None),
        StaffSession.expires_at > moment,
        Staff.active.is_(True),
    )
