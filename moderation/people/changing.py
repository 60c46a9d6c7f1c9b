"""Changing a member of staff, and closing and opening the desk to them."""

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from feedback_service import audit
from feedback_service.models import Staff, Team, TeamMember
from feedback_service.storage import transaction
from feedback_service.vocabulary import Role
from feedback_service.web.typed import says_something
from moderation.auth import sessions
from moderation.changing import NotPossible, locked

MAX_NAME = 120


def change(staff_id: int, version: int, name: str, role: Role, team_ids: Collection[int], by: int) -> None:
    """Give them this name, role and these teams. A retired team that they are in they stay in.

    Raises NotPossible, Unknown or Overtaken.
    """
    if not says_something(name) or len(name) > MAX_NAME:
        raise NotPossible("name", _("Write a name of %(max)d characters at most", max=MAX_NAME))
    with transaction() as session:
        _lock_administrators(session)
        staff = locked(session, Staff, staff_id, version)
        if role != staff.role:
            _refuse_to_lose(session, staff, by, "role")
        details = {
            **({"role": str(role), "was": str(staff.role)} if role != staff.role else {}),
            **({"renamed": True} if name != staff.name else {}),
            **_change_teams(session, staff_id, team_ids),
        }
        if role != staff.role:
            # What an open page shows is what the old role may see.
            sessions.end_all(session, staff_id)
        staff.name, staff.role = name, role
        audit.record(session, "staff.changed", f"staff:{staff_id}", staff_id=by, details=details)


def deactivate(staff_id: int, version: int, by: int) -> None:
    """Close the desk to them: every session and open page of theirs ends now.

    Raises NotPossible, Unknown or Overtaken.
    """
    with transaction() as session:
        _lock_administrators(session)
        staff = locked(session, Staff, staff_id, version)
        _refuse_to_lose(session, staff, by, "active")
        staff.active = False
        # Otherwise the old sessions would open again with the desk.
        sessions.end_all(session, staff_id)
        audit.record(session, "staff.deactivated", f"staff:{staff_id}", staff_id=by)


def reactivate(staff_id: int, version: int, by: int) -> None:
    """Open the desk to them again; they sign in anew. Raises Unknown or Overtaken."""
    with transaction() as session:
        staff = locked(session, Staff, staff_id, version)
        staff.active = True
        audit.record(session, "staff.reactivated", f"staff:{staff_id}", staff_id=by)


def _lock_administrators(session: Session) -> None:
    """Two administrators who remove each other at the same moment take turns: one stays."""
    active = select(Staff.id).where(Staff.role == Role.ADMINISTRATOR, Staff.active.is_(True))
    session.execute(active.order_by(Staff.id).with_for_update(key_share=True))


def _refuse_to_lose(session: Session, staff: Staff, by: int, field: str) -> None:
    if staff.id == by:
        raise NotPossible(field, _("Nobody does this to themselves. Ask another administrator."))
    others = select(Staff.id).where(Staff.role == Role.ADMINISTRATOR, Staff.active.is_(True), Staff.id != staff.id)
    if staff.role == Role.ADMINISTRATOR and staff.active and session.scalar(others.limit(1)) is None:
        raise NotPossible(field, _("This is the last administrator. Make somebody else one first."))


def _change_teams(session: Session, staff_id: int, team_ids: Collection[int]) -> dict[str, list[int]]:
    """Returns the teams that they joined and left, for the record."""
    in_use = set(session.scalars(select(Team.id).where(Team.retired_at.is_(None))))
    has = set(session.scalars(select(TeamMember.team_id).where(TeamMember.staff_id == staff_id)))
    joined, left = (set(team_ids) & in_use) - has, (has & in_use) - set(team_ids)
    session.execute(delete(TeamMember).where(TeamMember.staff_id == staff_id, TeamMember.team_id.in_(left)))
    session.add_all(TeamMember(team_id=each, staff_id=staff_id) for each in sorted(joined))
    return {name: sorted(ids) for name, ids in (("joined", joined), ("left", left)) if ids}
