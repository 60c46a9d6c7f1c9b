"""Who answers, and until when."""

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from feedback_service import lifecycle
from feedback_service.models import Feedback, Team
from moderation.actions.days import check_day
from moderation.auth.sessions import Member
from moderation.told.data import Assigned, DueOn, Refused


def assign(session: Session, feedback: Feedback, member: Member, data: Assigned) -> None:
    """Give it to a team, or to nobody."""
    team = session.get(Team, data.team_id) if data.team_id is not None else None
    if data.team_id is not None and (team is None or team.retired_at is not None):
        raise Refused("team", _("Choose a team from the list"))
    feedback.team = team
    lifecycle.changed(session, feedback, "assigned", staff_id=member.id)


def set_due(session: Session, feedback: Feedback, member: Member, data: DueOn) -> None:
    """Set another day than the rule gives, for a reason that staff read."""
    if feedback.waits_for is None:
        raise Refused("due_on", _("It waits for nothing, so it has no day."))
    check_day(data.due_on)
    feedback.due_on, feedback.due_is_set = data.due_on, True
    lifecycle.changed(session, feedback, "due_set", staff_id=member.id, reason=data.reason)
