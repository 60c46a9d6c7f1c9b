"""Adding, changing and retiring a team. A retired team keeps what it was given and gets nothing new."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from feedback_service import audit, clock
from feedback_service.models import Staff, Team, TeamMember
from feedback_service.storage import transaction
from feedback_service.web.typed import says_something
from moderation.changing import NotPossible, locked

MAX_NAME = 120


def add(name: str, by: int) -> int:
    """Add it and return its number. Raises NotPossible."""
    _refuse_name(name)
    try:
        with transaction() as session:
            _refuse_taken(session, name)
            team = Team(name=name, created_at=clock.now())
            session.add(team)
            session.flush()
            audit.record(session, "team.added", f"team:{team.id}", staff_id=by)
            return team.id
    except IntegrityError:
        raise _taken() from None


def change(team_id: int, version: int, name: str, staff_ids: Collection[int], by: int) -> None:
    """Give it this name and these members; who is not active any more stays. Raises NotPossible, Unknown, Overtaken."""
    _refuse_name(name)
    try:
        with transaction() as session:
            team = locked(session, Team, team_id, version)
            _refuse_taken(session, name, besides=team_id)
            details = {**({"renamed": True} if name != team.name else {}), **_set(session, team_id, staff_ids)}
            team.name = name
            session.flush()
            audit.record(session, "team.changed", f"team:{team_id}", staff_id=by, details=details)
    except IntegrityError:
        raise _taken() from None


def retire(team_id: int, version: int, by: int) -> None:
    """It gets nothing new from now on. Raises Unknown or Overtaken."""
    with transaction() as session:
        locked(session, Team, team_id, version).retired_at = clock.now()
        audit.record(session, "team.retired", f"team:{team_id}", staff_id=by)


def bring_back(team_id: int, version: int, by: int) -> None:
    """It is in use again. Raises Unknown or Overtaken."""
    with transaction() as session:
        locked(session, Team, team_id, version).retired_at = None
        audit.record(session, "team.brought_back", f"team:{team_id}", staff_id=by)


def _set(session: Session, team_id: int, staff_ids: Collection[int]) -> dict[str, list[int]]:
    """Returns who joined and left, for the record."""
    active = set(session.scalars(select(Staff.id).where(Staff.active.is_(True))))
    has = set(session.scalars(select(TeamMember.staff_id).where(TeamMember.team_id == team_id)))
    joined, left = (set(staff_ids) & active) - has, (has & active) - set(staff_ids)
    session.execute(delete(TeamMember).where(TeamMember.team_id == team_id, TeamMember.staff_id.in_(left)))
    session.add_all(TeamMember(team_id=team_id, staff_id=each) for each in sorted(joined))
    return {name: sorted(ids) for name, ids in (("joined", joined), ("left", left)) if ids}


def _refuse_name(name: str) -> None:
    if not says_something(name) or len(name) > MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))


def _refuse_taken(session: Session, name: str, besides: int | None = None) -> None:
    same = select(Team.id).where(func.lower(Team.name) == name.lower())
    if session.scalar(same if besides is None else same.where(Team.id != besides)) is not None:
        raise _taken()


def _taken() -> NotPossible:
    return NotPossible("name", _("There is a team with this name already. It may be retired: look at the list."))
