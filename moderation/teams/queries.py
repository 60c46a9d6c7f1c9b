"""Reading the teams."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from feedback_service.models import Feedback, Staff, Team


@dataclass(frozen=True)
class Standing:
    """A team with its active members and how many pieces of feedback wait for it."""

    team: Team
    members: Sequence[Staff]
    waiting: int


def listing(session: Session) -> list[Standing]:
    """Every team: those in use first, by name."""
    waits = select(Feedback.team_id, func.count()).where(Feedback.team_id.is_not(None), Feedback.waits_for.is_not(None))
    counts = dict(session.execute(waits.group_by(Feedback.team_id)).tuples().all())
    statement = select(Team).options(selectinload(Team.members)).order_by(Team.retired_at.is_not(None), Team.name)
    return [
        Standing(each, [staff for staff in each.members if staff.active], counts.get(each.id, 0))
        for each in session.scalars(statement)
    ]


def team(session: Session, team_id: int) -> Team | None:
    """One team with its members."""
    return session.scalar(select(Team).where(Team.id == team_id).options(selectinload(Team.members)))


def choosable(session: Session) -> Sequence[Staff]:
    """Whoever can be a member: active staff, by name."""
    return session.scalars(select(Staff).where(Staff.active.is_(True)).order_by(func.lower(Staff.name), Staff.id)).all()
