"""How the teams of a member of staff stand: a line at the queue, also where no email tells anybody."""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from config.settings import Settings
from feedback_service import clock
from feedback_service.models import Team, TeamMember
from feedback_service.reminders import due
from feedback_service.storage import reading
from feedback_service.vocabulary import Role
from moderation.auth.guard import member


@dataclass(frozen=True)
class Standing:
    """How many wait for an answer of the member's teams, and how many answers and promises of theirs are overdue."""

    waiting: int
    late: int


def comes_to_team_first() -> bool:
    """Whether the queue begins with what waits for the teams of who is signed in: they answer, and something does."""
    standing = team_standing() if member().role == Role.RESPONDER else None
    return standing is not None and standing.waiting > 0


def team_standing() -> Standing | None:
    """For who is signed in; None for who belongs to no team."""
    settings: Settings = current_app.extensions["settings"]
    with reading() as session:
        mine = select(TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
        mine = mine.where(TeamMember.staff_id == member().id, Team.retired_at.is_(None))
        teams = list(session.scalars(mine))
        if not teams:
            return None
        today = clock.today(settings.timezone)
        return Standing(due.waiting_for(session, teams), due.late_for(session, teams, today))
