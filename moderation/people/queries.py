"""Finding members of staff, and what their page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from feedback_service import clock
from feedback_service.models import AuditRecord, Staff, StaffSession, Team, TeamMember
from feedback_service.vocabulary import Role

SIGNED_IN = "staff.signed_in"


@dataclass(frozen=True)
class Wanted:
    """Which members: `words` in the name or address; None or empty for any. `active` None: both."""

    words: str = ""
    role: Role | None = None
    team_id: int | None = None
    active: bool | None = True


@dataclass(frozen=True)
class Person:
    """A member of staff with their teams, when they last signed in, and how many sessions of theirs are open."""

    staff: Staff
    teams: Sequence[Team]
    signed_in_at: datetime | None
    sessions: int


def find(session: Session, wanted: Wanted) -> list[Person]:
    """Those who fit, by name."""
    statement = select(Staff).order_by(func.lower(Staff.name), Staff.id)
    if wanted.words:
        part = f"%{_escaped(wanted.words.lower())}%"
        named = func.lower(Staff.name).like(part, escape="\\"), Staff.email.like(part, escape="\\")
        statement = statement.where(or_(*named))
    if wanted.role is not None:
        statement = statement.where(Staff.role == wanted.role)
    if wanted.active is not None:
        statement = statement.where(Staff.active.is_(wanted.active))
    if wanted.team_id is not None:
        members = select(TeamMember.staff_id).where(TeamMember.team_id == wanted.team_id)
        statement = statement.where(Staff.id.in_(members))
    return _with_more(session, session.scalars(statement).all())


def person(session: Session, staff_id: int) -> Person | None:
    """One member of staff."""
    found = session.get(Staff, staff_id)
    return _with_more(session, [found])[0] if found else None


def teams_in_use(session: Session) -> Sequence[Team]:
    """The teams that are not retired, by name."""
    return session.scalars(select(Team).where(Team.retired_at.is_(None)).order_by(Team.name)).all()


def names(session: Session) -> dict[int, str]:
    """Everybody who ever worked here, by number, in the order of their names."""
    rows = session.execute(select(Staff.id, Staff.name).order_by(func.lower(Staff.name), Staff.id))
    return dict(rows.tuples().all())


def _with_more(session: Session, staff: Sequence[Staff]) -> list[Person]:
    ids = [each.id for each in staff]
    memberships = select(TeamMember.staff_id, Team).join(Team, Team.id == TeamMember.team_id)
    teams: dict[int, list[Team]] = {}
    for staff_id, team in session.execute(memberships.where(TeamMember.staff_id.in_(ids)).order_by(Team.name)):
        teams.setdefault(staff_id, []).append(team)
    open_sessions = select(StaffSession.staff_id, func.count()).where(
        StaffSession.staff_id.in_(ids), StaffSession.ended_at.is_(None), StaffSession.expires_at > clock.now()
    )
    counts = dict(session.execute(open_sessions.group_by(StaffSession.staff_id)).tuples().all())
    signed_in = _signed_in(session, ids)
    return [Person(each, teams.get(each.id, []), signed_in[each.id], counts.get(each.id, 0)) for each in staff]


def _signed_in(session: Session, ids: Sequence[int]) -> dict[int, datetime | None]:
    """The trail knows: sessions are forgotten after a while. One look at the end of its index for each member."""
    theirs = AuditRecord.staff_id == Staff.id, AuditRecord.action == SIGNED_IN
    latest = select(func.max(AuditRecord.at)).where(*theirs).scalar_subquery()
    return dict(session.execute(select(Staff.id, latest).where(Staff.id.in_(ids))).tuples().all())


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
